"""Tells the process that started mitmproxy what it saw, one JSON object a line on stdout.

Every line begins with a secret of this run, so that text mitmproxy prints on behalf of a client is never taken
for an event. Only hooks that are the same from mitmproxy 8.0 to 12 are used; `http_connect_error` came in 2024 (pull
request 6930) and is simply never called before. The standard input is the lifeline: when it closes, whoever started us is gone.
"""
import json
import os
import sys
import threading
import time

from mitmproxy import ctx

FOLDER = os.path.dirname(os.path.abspath(__file__))
MAXIMUM_TEXT = 2000

with open(os.path.join(FOLDER, "addon-settings.json"), encoding="utf-8") as file:
    SETTINGS = json.load(file)


def exit_when_parent_is_gone():
    # os.read, not sys.stdin.buffer: a thread that sleeps inside the buffer's lock makes the interpreter abort at exit.
    try:
        while os.read(0, 1024):
            pass
    except OSError:
        pass
    os._exit(0)


threading.Thread(target=exit_when_parent_is_gone, daemon=True).start()


def write(**facts):
    # The leading newline ends whatever unfinished line was printed before. ASCII only: no code page can break it.
    line = "\n" + SETTINGS["secret"] + " " + json.dumps(facts) + "\n"
    try:
        sys.stdout.write(line)
        sys.stdout.flush()
    except OSError:
        pass


def tell(kind, client, text, **facts):
    address = getattr(client, "peername", None)
    if address:
        write(kind=kind, at=time.time() * 1000, clientPort=address[1], text=str(text)[:MAXIMUM_TEXT], **facts)


def running():
    roots = SETTINGS["serverRoots"]
    if roots:
        # The option replaces mitmproxy's own roots, so they are put in front.
        try:
            import certifi

            with open(certifi.where(), encoding="utf-8") as own:
                roots = own.read() + "\n" + roots
        except (ImportError, OSError):
            pass
        path = os.path.join(FOLDER, "server-roots.pem")
        with open(path, "w", encoding="utf-8") as combined:
            combined.write(roots)
        ctx.options.update(ssl_verify_upstream_trusted_ca=path)
    write(kind="running")


def client_connected(client):
    tell("connected", client, "")


def client_disconnected(client):
    tell("disconnected", client, "")


def tls_established_client(data):
    connection = data.conn
    alpn = connection.alpn.decode("ascii", "replace") if connection.alpn else ""
    facts = [connection.tls_version, alpn, connection.sni]
    tell("client-handshake-done", data.context.client, ", ".join(fact for fact in facts if fact))


def tls_failed_client(data):
    tell("client-handshake-failed", data.context.client, data.conn.error or "")


def tls_failed_server(data):
    tell("server-failed", data.context.client, data.conn.error or "")


def request_bytes(request):
    # As HTTP/1.1 would write it: in HTTP/2 the headers were compressed.
    line = len(request.method) + len(request.path) + len(request.http_version) + 4
    headers = sum(len(name) + len(value) + 4 for name, value in request.headers.fields)
    return line + headers + 2 + len(request.raw_content or b"")


def request(flow):
    text = flow.request.method + " " + flow.request.url
    tell("request-read", flow.client_conn, text, requestBytes=request_bytes(flow.request))


def response(flow):
    if flow.request.method == "CONNECT":
        # Where there is no http_connect_error, a CONNECT that failed comes here.
        http_connect_error(flow)
    else:
        tell("response-read", flow.client_conn, f"{flow.response.status_code} for {flow.request.method} {flow.request.url}")


def http_connect_error(flow):
    # 407 is our own password being asked for: no server had a part in it.
    if flow.response and flow.response.status_code >= 400 and flow.response.status_code != 407:
        why = flow.server_conn.error or flow.response.reason or flow.response.status_code
        tell("server-failed", flow.client_conn, f"{flow.request.host}:{flow.request.port}: {why}")


def error(flow):
    # A client that hung up ends here too; the server is to blame only while the client is still there.
    if flow.error and flow.client_conn.connected:
        tell("server-failed", flow.client_conn, flow.error.msg)
