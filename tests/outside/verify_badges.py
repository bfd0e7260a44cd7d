"""Verifies credentials with openbadgeslib, in an environment of its own and without a network.

Reads {"documents": {address: text}, "credentials": [...]} and writes true or false for each credential: a document is
an object, a token is a string. States are asked for, and whoever is revoked is refused.
"""

import json
import sys

from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier

asked = json.load(sys.stdin)


def found(address, *_rest, **_more):
    return asked["documents"][address].encode()


def verified(credential) -> bool:
    try:
        if isinstance(credential, str):
            OB3Verifier.for_issuer_did(asked["issuer"], download=found).verify(
                credential, check_status=True, download=found
            )
        else:
            # The lists of this library are tokens; those with a proof inside are for other verifiers.
            OB3LdpVerifier(issuer_did=asked["issuer"]).verify(credential, download=found)
    except OB3VerificationError as error:
        print(error, file=sys.stderr)
        return False
    return True


print(json.dumps([verified(credential) for credential in asked["credentials"]]))
