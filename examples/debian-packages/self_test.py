"""Checks convert.py on a small package index; run it as `convert.py --self-test`."""

import contextlib
import io

import convert

FIXTURE = """\
Package: mailer
Version: 2.0-1
Source: mail-suite (1:2.0)
Section: mail
Priority: optional
Architecture: amd64
Essential: yes
Maintainer: "Mail Team" <Team@Example.org>, Zoë <zoe@example.org>,
Installed-Size: 120
Size: 4096
Pre-Depends: libc (>= 2.36)
Depends: libc:any (>= 2.30), default-mta | mta (<< 3~), mta
Suggests: spool, pager | less
Provides: reader (= 2.0)
Tag: role::program,
 use::mail
Description: Reads "mail"
 A long description
 that is not kept.
Unknown-Field: x

Package: libc
Version: 2.36-9
Maintainer: mail team <team@example.org>
Section: libs
Description: C library
Conflicts: libc

Package: libc
Version: 2.36-10~rc1
Section: oldlibs
Maintainer: "Mail Team" <team@example.org>
"""

FIXTURE_GRAPH = """\
{"type":"Package","data":{"name":"default-mta","essential":false,"is_virtual":true}}
{"type":"Package","data":{"name":"less","essential":false,"is_virtual":true}}
{"type":"Package","data":{"name":"libc","essential":false,"is_virtual":false,"version":"2.36-10~rc1"}}
{"type":"Package","data":{"name":"mailer","essential":true,"is_virtual":false,"version":"2.0-1",\
"architecture":"amd64","priority":"optional","summary":"Reads \\"mail\\"","installed_kib":120,"size_bytes":4096,\
"tags":["role::program","use::mail"]}}
{"type":"Package","data":{"name":"mta","essential":false,"is_virtual":true}}
{"type":"Package","data":{"name":"pager","essential":false,"is_virtual":true}}
{"type":"Package","data":{"name":"reader","essential":false,"is_virtual":true}}
{"type":"Package","data":{"name":"spool","essential":false,"is_virtual":true}}
{"type":"Source","data":{"name":"libc"}}
{"type":"Source","data":{"name":"mail-suite"}}
{"type":"Maintainer","data":{"email":"team@example.org","name":"Mail Team"}}
{"type":"Maintainer","data":{"email":"zoe@example.org","name":"Zoë"}}
{"type":"Section","data":{"name":"mail"}}
{"type":"Section","data":{"name":"oldlibs"}}
{"edge":"InSection","from":"libc","to":"oldlibs","data":{}}
{"edge":"MaintainedBy","from":"libc","to":"team@example.org","data":{}}
{"edge":"BuiltFrom","from":"libc","to":"libc","data":{"version":"2.36-10~rc1"}}
{"edge":"InSection","from":"mailer","to":"mail","data":{}}
{"edge":"MaintainedBy","from":"mailer","to":"team@example.org","data":{}}
{"edge":"MaintainedBy","from":"mailer","to":"zoe@example.org","data":{}}
{"edge":"BuiltFrom","from":"mailer","to":"mail-suite","data":{"version":"1:2.0"}}
{"edge":"Depends","from":"mailer","to":"libc","data":{"kind":"pre_depends","constraint":">= 2.36"}}
{"edge":"Depends","from":"mailer","to":"libc","data":{"kind":"depends","constraint":">= 2.30","arch":"any"}}
{"edge":"DependsOnOneOf","from":"mailer","to":"default-mta","data":{"kind":"depends","group":2,"alternative":1}}
{"edge":"DependsOnOneOf","from":"mailer","to":"mta","data":{"kind":"depends","group":2,"alternative":2,\
"constraint":"<< 3~"}}
{"edge":"Depends","from":"mailer","to":"mta","data":{"kind":"depends"}}
{"edge":"Suggests","from":"mailer","to":"spool","data":{}}
{"edge":"Suggests","from":"mailer","to":"pager","data":{"group":2,"alternative":1}}
{"edge":"Suggests","from":"mailer","to":"less","data":{"group":2,"alternative":2}}
{"edge":"Provides","from":"mailer","to":"reader","data":{"constraint":"= 2.0"}}
"""

# Each list in Debian's order, oldest first.
ORDERED_VERSIONS = [
    ["1.0~rc1", "1.0", "1.0-0.1", "1.0-1~bpo1", "1.0-1", "1.0-1+b1", "1.0-10", "1.0a", "1.0+dfsg"],
    ["1.2", "1.10", "1:0.1"],
    ["", "0.1"],
    ["2.36-9", "2.36-9+deb12u4", "2.36-9+deb12u10"],
]


def run():
    """Converts the fixture, forwards and backwards, and compares with the expected graph."""
    failures = []
    stanzas = FIXTURE.rstrip("\n").split("\n\n")
    for order in (stanzas, stanzas[::-1]):
        out = io.StringIO()
        convert.convert(io.StringIO("\n\n".join(order)), out)
        for found, expected in zip((out.getvalue() + "(end)").split("\n"), (FIXTURE_GRAPH + "(end)").split("\n")):
            if found != expected:
                failures.append(f"expected {expected}\n   found {found}")
                break
    for versions in ORDERED_VERSIONS:
        if sorted(reversed(versions), key=convert.version_order) != versions:
            failures.append(f"versions not in order: {sorted(versions, key=convert.version_order)}")
    for text in ("no colon here\n", "\n", "Package: a\nDepends: b (= 1) junk\n"):
        with contextlib.suppress(convert.IndexFormatError):
            convert.convert(io.StringIO(text), io.StringIO())
            failures.append(f"accepted {text!r}")
    print("\n".join(failures) if failures else "self-test passed")
    return 1 if failures else 0
