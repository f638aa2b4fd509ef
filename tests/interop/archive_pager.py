"""The yardstick for catching up: slixmpp pages through its whole archive (XEP-0313), newest first,
and keeps nothing.

    archive_pager.py LOGIN        LOGIN is one JSON object: jid password host port ca

Tells one JSON line when it is signed in, waits for a line on its standard input, pages, tells what
it has seen, and stays until its standard input ends, so that its CPU time can be read before and
after from outside.
"""

import asyncio
import json
import sys

import slixmpp

# Prosody gives no more at a time, whatever is asked for.
PAGE = 50


def tell(event, **fields):
    print(json.dumps({"event": event, **fields}), flush=True)


class Pager(slixmpp.ClientXMPP):
    def __init__(self, login):
        super().__init__(login["jid"] + "/pager", login["password"])
        self.ca_certs = login["ca"]
        self.enable_direct_tls = False
        self.enable_starttls = True
        for plugin in ("xep_0030", "xep_0059", "xep_0313"):
            self.register_plugin(plugin)
        self.signed_in = asyncio.get_running_loop().create_future()
        self.add_event_handler("session_start", lambda _: self.signed_in.set_result(None))
        self.add_event_handler("failed_all_auth", lambda _: sys.exit("can't sign in"))

    async def page(self):
        pages = messages = 0
        iterator = self.plugin["xep_0313"].retrieve(rsm={"max": PAGE}, iterator=True, reverse=True)
        async for page in iterator:
            pages += 1
            messages += len(page["mam"]["results"])
        return pages, messages


async def main():
    login = json.loads(sys.argv[1])
    pager = Pager(login)
    pager.connect(login["host"], login["port"])
    await pager.signed_in
    tell("ready")
    line = asyncio.get_running_loop().run_in_executor
    await line(None, sys.stdin.readline)
    pages, messages = await pager.page()
    tell("done", pages=pages, messages=messages)
    await line(None, sys.stdin.readline)
    await pager.disconnect(wait=0.5)


if __name__ == "__main__":
    asyncio.run(main())
