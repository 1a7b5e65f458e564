#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""moto with signatures and policies checked, for the tests of the response.

Its first line is "listening PORT". ADMIN_ID and ADMIN_SECRET are the key of a
user who may do everything. What moto 5 does not do as AWS documents it is
mended here: a key that is inactive is refused; a statement about sessions
(aws:TokenIssueTime) denies to those that were issued before, and nothing to a
long-lived key; a denial by a policy says so; RotateSecret goes to the function
that the secret has, and leaves nothing where it is only tried. A session named
"leaked" counts as a minute old. Functions do not run: in their place stand two,
whose names end in "rotates" and "breaks". They rotate a password of Redis, and
the second one stops after it has set it there.
"""
import base64
import json
import os
import secrets
import socket
import threading
import time

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"

from moto.awslambda import utils as lambda_utils
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import _RESTError
from moto.iam import access_control
from moto.iam.models import iam_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.secretsmanager.models import SecretsManagerBackend, secretsmanager_backends
from moto.sts.models import AssumedRole
from werkzeug.serving import WSGIRequestHandler, make_server

make_key = access_control.IAMUserAccessKey.__init__


def make_active_key(self, account_id, partition, access_key_id, headers):
    make_key(self, account_id, partition, access_key_id, headers)
    for user in self.backend.list_users("/", None, None):
        for key in user.access_keys:
            if key.access_key_id == access_key_id and key.status != "Active":
                raise access_control.CreateAccessKeyFailure(reason="InvalidId")


access_control.IAMUserAccessKey.__init__ = make_active_key

# When sessions were issued, and of which one a request is, in its thread.
issued_at = {}
asking = threading.local()
make_role = AssumedRole.__init__
check_action = access_control.IAMRequestBase.check_action_permitted
is_permitted = access_control.IAMPolicyStatement.is_action_permitted


def make_dated_role(self, *arguments, **named):
    make_role(self, *arguments, **named)
    age = 60 if self.session_name == "leaked" else 0
    issued_at[self.access_key_id] = time.strftime("%Y-%m-%dT%H:%M:%SZ",
                                                  time.gmtime(time.time() - age))
    start = "IQoJb3Jp" + "Z2luX2Vj"
    self.session_token = start + base64.b64encode(os.urandom(240)).decode()


def check_action_of(self, resource):
    asking.issued = issued_at.get(self._access_key._access_key_id)
    asking.denied = False
    check_action(self, resource)


def is_permitted_to_session(self, *arguments, **named):
    condition = self._statement.get("Condition", {}).get("DateLessThan", {})
    before = condition.get("aws:TokenIssueTime")
    if before and not (asking.issued and asking.issued < before):
        return access_control.PermissionResult.NEUTRAL
    said = is_permitted(self, *arguments, **named)
    asking.denied = said == access_control.PermissionResult.DENIED
    return said


class Denied(_RESTError):
    code = 403

    def __init__(self, request):
        why = ("with an explicit deny in an identity-based policy" if asking.denied else
               f"because no identity-based policy allows the {request._action} action")
        super().__init__("AccessDenied", f"User: {request._access_key.arn} is not authorized "
                                         f"to perform: {request._action} {why}")


def raise_denied(self):
    raise Denied(self)


AssumedRole.__init__ = make_dated_role
access_control.IAMRequestBase.check_action_permitted = check_action_of
access_control.IAMPolicyStatement.is_action_permitted = is_permitted_to_session
access_control.IAMRequest._raise_access_denied = raise_denied

rotate_secret = SecretsManagerBackend.rotate_secret


def rotate_by_its_function(self, secret_id, client_request_token=None,
                           rotation_lambda_arn=None, *arguments, **named):
    secret = self.secrets[secret_id]
    said = rotate_secret(self, secret_id, client_request_token,
                         rotation_lambda_arn or secret.rotation_lambda_arn,
                         *arguments, **named)
    if not named.get("rotate_immediately", True):
        secret.remove_version_stages_from_old_versions(["AWSPENDING"])
    return said


class Functions:
    """In place of those of AWS Lambda."""

    def __init__(self, region):
        self.secrets = secretsmanager_backends[DEFAULT_ACCOUNT_ID][region].secrets

    def get_function(self, arn):
        pass

    def invoke(self, arn, qualifier, body, headers, response_headers):
        event = json.loads(body)
        secret = self.secrets[event["SecretId"]]
        ours = secret.versions[event["ClientRequestToken"]]
        current = next(version for version in secret.versions.values()
                       if "AWSCURRENT" in version["version_stages"])
        value = json.loads(ours.get("secret_string") or current["secret_string"])
        if event["Step"] == "createSecret":
            value["password"] = secrets.token_hex(20)
            ours["secret_string"] = json.dumps(value)
        elif event["Step"] == "setSecret":
            with socket.create_connection((value["host"], value["port"])) as redis:
                redis.sendall("ACL SETUSER {username} resetpass >{password}\r\n"
                              "QUIT\r\n".format(**value).encode())
                while redis.recv(4096):
                    pass
        elif event["Step"] == "finishSecret" and not arn.endswith("breaks"):
            current["version_stages"] = ["AWSPREVIOUS"]
            ours["version_stages"] = ["AWSCURRENT"]


SecretsManagerBackend.rotate_secret = rotate_by_its_function
lambda_utils.get_backend = lambda account, region: Functions(region)

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
