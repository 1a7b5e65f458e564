#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""moto with signatures and policies checked, for the tests of the response.

Its first line is "listening PORT". ADMIN_ID and ADMIN_SECRET are the key of a
user who may do everything. Two things of moto 5 are not as AWS documents them
and are mended here: a key that is inactive is refused, and a statement that is
only about temporary credentials (aws:TokenIssueTime) denies nothing to a
long-lived key.
"""
import json
import os

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

make_key = access_control.IAMUserAccessKey.__init__


def make_active_key(self, account_id, partition, access_key_id, headers):
    make_key(self, account_id, partition, access_key_id, headers)
    for user in self.backend.list_users("/", None, None):
        for key in user.access_keys:
            if key.access_key_id == access_key_id and key.status != "Active":
                raise access_control.CreateAccessKeyFailure(reason="InvalidId")


access_control.IAMUserAccessKey.__init__ = make_active_key

is_permitted = access_control.IAMPolicyStatement.is_action_permitted


def is_permitted_to_key(self, *arguments, **named):
    if "aws:TokenIssueTime" in json.dumps(self._statement.get("Condition", {})):
        return access_control.PermissionResult.NEUTRAL
    return is_permitted(self, *arguments, **named)


access_control.IAMPolicyStatement.is_action_permitted = is_permitted_to_key

backend = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
backend.create_user("aws", "admin")
everything = {"Version": "2012-10-17",
              "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
backend.put_user_policy("admin", "everything", json.dumps(everything))
key = backend.create_access_key("admin")
key.access_key_id = os.environ["ADMIN_ID"]
key.secret_access_key = os.environ["ADMIN_SECRET"]


class Quiet(WSGIRequestHandler):
    def log(self, *arguments):
        pass


server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app),
                     threaded=True, request_handler=Quiet)
print("listening", server.server_port, flush=True)
server.serve_forever()
