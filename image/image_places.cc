// SPDX-License-Identifier: Apache-2.0
#include "image/image_places.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "image/advice.h"

namespace stanch {
namespace {

constexpr std::string_view kMask = "REDACTED";

using Attributes = std::vector<std::pair<std::string, std::string>>;

std::string take(Attributes& attributes, std::string_view key) {
  auto found =
      std::ranges::find(attributes, key, &Attributes::value_type::first);
  if (found == attributes.end()) return {};
  std::string value = std::move(found->second);
  attributes.erase(found);
  return value;
}

// A layer in one of its images, and what became of one of its files there.
struct Seat {
  const Image* image = nullptr;
  std::size_t layer = 0;
  LayerPaths::Change change = LayerPaths::Change::kNone;
  std::size_t changed_in = 0;

  bool is_gone() const { return change != LayerPaths::Change::kNone; }
  bool is_of_base() const {
    return image->has_base && layer < image->base_layers;
  }
};

class Teller {
 public:
  Teller(const Catalog& catalog, const LayerReports& reports,
         const PlaceChoice& choice, const std::vector<Finding>& findings)
      : reports_(reports), choice_(choice) {
    for (const Image& image : catalog.images) {
      for (std::size_t i = 0; i < image.layers.size(); ++i) {
        seats_[image.layers[i].blob.name].push_back({&image, i});
      }
      names_.emplace(&image, image.name.empty() ? image.digest : image.name);
    }
    // What stands in the description of an image stands in commands and names
    // that are shown, too. Few are such, so asking for each is cheap.
    for (const Finding& finding : findings) {
      if (is_described(finding.place) ||
          std::ranges::any_of(finding.other_places, is_described)) {
        secrets_.emplace_back(finding.secret.reveal());
      }
    }
  }

  ~Teller() {
    for (std::string& secret : secrets_) wipe(secret.data(), secret.size());
  }
  Teller(const Teller&) = delete;
  Teller& operator=(const Teller&) = delete;

  // False where the place was not asked for.
  bool tell(Occurrence& place) const {
    Provenance& provenance = place.provenance;
    provenance.path = masked(provenance.path);
    if (provenance.origin != "image-layer") {
      return tell_described(provenance);
    }
    Attributes old = std::move(provenance.attributes);
    provenance.attributes.clear();
    std::string layer = take(old, "layer"), file = take(old, "file");
    auto seats = seats_.find(layer);
    if (seats == seats_.end()) {
      provenance.attributes = std::move(old);
      if (!layer.empty()) {
        if (choice_.only_known || choice_.since_base) return false;
        provenance.attributes.insert(provenance.attributes.begin(),
                                     {"layer", layer});
      }
      return true;
    }
    std::optional<Seat> seat = choose(seats->second, file);
    if (!seat) return false;
    describe(*seat, seats->second, provenance, old);
    return true;
  }

 private:
  static bool is_described(const Occurrence& place) {
    return place.provenance.origin != "image-layer" ||
           std::ranges::count(place.provenance.attributes, "part",
                              &Attributes::value_type::first) > 0;
  }

  std::string masked(std::string text) const {
    for (const std::string& secret : secrets_) {
      std::size_t at = 0;
      while (!secret.empty() && (at = text.find(secret, at)) != text.npos) {
        text.replace(at, secret.size(), kMask);
        at += kMask.size();
      }
    }
    return text;
  }

  // The first seat in which the file is still there, or else the first; none
  // where no seat is asked for.
  std::optional<Seat> choose(const std::vector<Seat>& seats,
                             const std::string& file) const {
    std::optional<Seat> best;
    for (Seat seat : seats) {
      follow(seat, file);
      if (choice_.squashed && seat.is_gone()) continue;
      if (choice_.since_base && seat.is_of_base()) continue;
      if (!best || (best->is_gone() && !seat.is_gone())) best = seat;
    }
    return best;
  }

  // What the layers above do to a file: it is there while one of its names is.
  void follow(Seat& seat, const std::string& file) const {
    follow_name(seat, file);
    auto own = reports_.find(seat.image->layers[seat.layer].blob.name);
    if (!seat.is_gone() || own == reports_.end()) return;
    for (const std::string& link : own->second.paths.links_to(file)) {
      Seat other{seat.image, seat.layer};
      follow_name(other, link);
      if (!other.is_gone()) seat = other;
    }
  }

  void follow_name(Seat& seat, const std::string& file) const {
    const auto& layers = seat.image->layers;
    for (std::size_t i = seat.layer + 1; i < layers.size(); ++i) {
      auto report = reports_.find(layers[i].blob.name);
      if (report == reports_.end()) continue;
      seat.change = report->second.paths.change(file);
      seat.changed_in = i;
      if (seat.is_gone()) return;
    }
  }

  void describe(const Seat& seat, const std::vector<Seat>& seats,
                Provenance& provenance, const Attributes& old) const {
    const ImageLayer& layer = seat.image->layers[seat.layer];
    Attributes& out = provenance.attributes;
    add_image(*seat.image, out);
    std::string all;
    for (const Seat& other : seats) {
      if (other.image == seat.image) continue;
      all += (all.empty() ? "" : ", ") + names_.at(other.image);
    }
    if (!all.empty()) out.emplace_back("other_images", all);
    add_layer(layer, seat.layer, out);
    out.insert(out.end(), old.begin(), old.end());
    add_state(seat, out);
    if (seat.image->has_base) {
      out.emplace_back("from_base", seat.is_of_base() ? "true" : "false");
    }
    if (!seat.image->base_name.empty()) {
      out.emplace_back("base_image", seat.image->base_name);
    }
    out.emplace_back("advice", image_advice(provenance.origin, provenance.path,
                                            layer.created_by, seat.is_gone(),
                                            seat.is_of_base()));
  }

  static void add_image(const Image& image, Attributes& out) {
    out.emplace_back("image", image.name.empty() ? image.digest : image.name);
    if (!image.platform.empty()) out.emplace_back("platform", image.platform);
  }

  void add_layer(const ImageLayer& layer, std::size_t index,
                 Attributes& out) const {
    auto report = reports_.find(layer.blob.name);
    bool was_read = report != reports_.end() && !report->second.diff_id.empty();
    out.emplace_back("layer",
                     was_read ? report->second.diff_id : layer.diff_id);
    if (is_digest(layer.blob.name)) {
      out.emplace_back("layer_blob", layer.blob.name);
    }
    out.emplace_back("layer_index", std::to_string(index + 1));
    if (!layer.created_by.empty()) {
      out.emplace_back("created_by", masked(layer.created_by));
    }
  }

  void add_state(const Seat& seat, Attributes& out) const {
    if (!seat.is_gone()) {
      out.emplace_back("state", "live");
      return;
    }
    bool is_new = seat.change == LayerPaths::Change::kOverwritten;
    bool is_hidden = seat.change == LayerPaths::Change::kHidden;
    out.emplace_back("state", is_new      ? "overwritten"
                              : is_hidden ? "hidden"
                                          : "removed");
    out.emplace_back(is_new ? "overwritten_in_layer" : "removed_in_layer",
                     std::to_string(seat.changed_in + 1));
    const std::string& by = seat.image->layers[seat.changed_in].created_by;
    if (!by.empty()) {
      out.emplace_back(is_new ? "overwritten_by" : "removed_by", masked(by));
    }
  }

  bool tell_described(Provenance& provenance) const {
    for (auto& [key, value] : provenance.attributes) value = masked(value);
    bool is_of_base = take(provenance.attributes, "of_base") == "true";
    if (choice_.since_base && is_of_base) return false;
    provenance.attributes.emplace_back(
        "advice", image_advice(provenance.origin, provenance.path, {}, false,
                               is_of_base));
    return true;
  }

  const LayerReports& reports_;
  const PlaceChoice& choice_;
  std::map<std::string, std::vector<Seat>> seats_;  // by the blob's name
  std::map<const Image*, std::string> names_;
  std::vector<std::string> secrets_;
};

// A place's layer; what is of none comes last.
std::size_t layer_number(const Occurrence& place) {
  const Attributes& all = place.provenance.attributes;
  auto found =
      std::ranges::find(all, "layer_index", &Attributes::value_type::first);
  return found == all.end() ? SIZE_MAX : std::stoul(found->second);
}

auto order_of(const Occurrence& place) {
  return std::tuple(layer_number(place), place.provenance.path, place.offset,
                    place.provenance.attributes);
}

}  // namespace

void tell_places(const Catalog& catalog, const LayerReports& reports,
                 const PlaceChoice& choice, std::vector<Finding>& findings) {
  Teller teller(catalog, reports, choice, findings);
  std::vector<Finding> out;
  for (Finding& finding : findings) {
    std::vector<Occurrence> places = std::move(finding.other_places);
    places.insert(places.begin(), std::move(finding.place));
    std::erase_if(places,
                  [&](Occurrence& place) { return !teller.tell(place); });
    if (places.empty()) continue;
    std::ranges::stable_sort(places, {}, order_of);
    places.erase(std::ranges::unique(places).begin(), places.end());
    finding.place = std::move(places.front());
    places.erase(places.begin());
    finding.other_places = std::move(places);
    out.push_back(std::move(finding));
  }
  std::ranges::stable_sort(out, {}, [](const Finding& finding) {
    return std::tuple(order_of(finding.place), finding.rule_id);
  });
  findings = std::move(out);
}

}  // namespace stanch
