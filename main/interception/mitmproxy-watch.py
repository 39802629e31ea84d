"""Tells what mitmproxy sees of clients that are not ours, one JSON object a line on stdout, beside mitmproxy-addon.py.

The facts are those of common/watch/watch-event.ts. Bodies are counted, never told. Only hooks that are the same from
mitmproxy 8.0 to 12 are used, but for alerts after the handshake: they are only in the log, which is read in its two forms.
"""
import ipaddress
import json
import logging
import os
import re
import socket
import sys
import time

FOLDER = os.path.dirname(os.path.abspath(__file__))
MAXIMUM_HEADERS = 8_000
MAXIMUM_URL = 2_000

with open(os.path.join(FOLDER, "addon-settings.json"), encoding="utf-8") as file:
    SETTINGS = json.load(file)
OTHERS = SETTINGS["others"]

# By the id of the client's connection: what was told of it.
clients = {}


def tell(client, kind, connection=None, **facts):
    event = dict(kind=kind, at=time.time() * 1000, connection=connection or client.id, **facts)
    line = json.dumps(dict(kind="watch", clientPort=client.peername[1], event=event))
    try:
        sys.stdout.write("\n" + SETTINGS["secret"] + " " + line + "\n")
        sys.stdout.flush()
    except OSError:
        pass


def address_of(text):
    address = ipaddress.ip_address(text.split("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def address_in_proc(text):
    # Words of four bytes in the machine's own order, which is little-endian wherever mitmproxy runs.
    raw = bytes.fromhex(text)
    words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    return address_of(str(ipaddress.ip_address(words)))


def inode_of(peer, own):
    for table in ("tcp", "tcp6"):
        try:
            with open("/proc/net/" + table, encoding="ascii") as lines:
                for line in lines.readlines()[1:]:
                    fields = line.split()
                    ends = [end.split(":") for end in fields[1:3]]
                    if [int(port, 16) for _, port in ends] == [peer[1], own[1]]:
                        if [address_in_proc(text) for text, _ in ends] == [address_of(peer[0]), address_of(own[0])]:
                            return fields[9]
        except OSError:
            pass
    return None


def process_of(peer, own):
    inode = inode_of(peer, own)
    if inode in (None, "0"):
        return None
    for pid in sorted((name for name in os.listdir("/proc") if name.isdigit()), key=int, reverse=True):
        try:
            for name in os.listdir(f"/proc/{pid}/fd"):
                if os.readlink(f"/proc/{pid}/fd/{name}") == f"socket:[{inode}]":
                    with open(f"/proc/{pid}/stat", encoding="latin-1") as stat:
                        started = stat.read().rpartition(")")[2].split()[19]
                    return dict(pid=int(pid), startedAt=started, program=os.readlink(f"/proc/{pid}/exe"))
        except OSError:
            pass
    return None


def is_local(client):
    peer = address_of(client.peername[0])
    return peer.is_loopback or peer == address_of(client.sockname[0])


def open_facts(client):
    local = is_local(client)
    process = process_of(client.peername, client.sockname) if local and sys.platform == "linux" else None
    address, port = str(address_of(client.peername[0])), client.peername[1]
    return dict(address=address, port=port, isLocal=local, process=process)


def client_connected(client):
    clients[client.id] = dict(facts=open_facts(client), number=0, plain={}, hello=False, tunnel=False, failed=False, client=client)


def begin(client, host, port):
    clients[client.id]["tunnel"] = True
    tell(client, "opened", **clients[client.id]["facts"])
    tell(client, "asked", host=host, port=port)


def http_connect(flow):
    begin(flow.client_conn, flow.request.host, flow.request.port)


def is_passed_through(host):
    for pattern in OTHERS["passThrough"]:
        name = pattern.lstrip("*").lstrip(".").lower()
        if host == name:
            if not pattern.startswith("*."):
                return True
        elif host.endswith("." + name):
            if pattern.startswith("**.") or (pattern.startswith("*.") and "." not in host[: -len(name) - 1]):
                return True
    return False


def tls_clienthello(data):
    client = data.context.client
    sni = data.client_hello.sni
    known = clients[client.id]
    known["hello"] = True
    alpn = [name.decode("ascii", "replace") for name in data.client_hello.alpn_protocols]
    tell(client, "hello", serverName=sni, alpn=alpn)
    host = sni or (data.context.server.address or [""])[0]
    if is_passed_through(host.lower().rstrip(".")):
        data.ignore_connection = True
        tell(client, "passed-through")


def tls_established_client(data):
    connection = data.conn
    alpn = connection.alpn.decode("ascii", "replace") if connection.alpn else None
    tell(data.context.client, "secured", tlsVersion=connection.tls_version, alpn=alpn)


def tls_failed_client(data):
    client = data.context.client
    said = data.conn.error or ""
    # mitmproxy answers a hello with its whole first flight, and the certificate is in it.
    sent = clients[client.id]["hello"] and said != "connection closed early"
    version = data.ssl_conn.get_protocol_version_name() if sent and data.ssl_conn else None
    tell(client, "handshake-failed", hasSentCertificate=sent, tlsVersion=version, said=said[:2000])


def late_alert(peername, message):
    found = re.search(r"\balert ([a-z ]+)", message) if "TLS Error" in message else None
    if found:
        for known in clients.values():
            if known["client"].peername[:2] == tuple(peername[:2]):
                tell(known["client"], "late-alert", alert=found.group(1).strip().replace(" ", "_"))


def add_log(entry):
    # Before mitmproxy 9: "127.0.0.1:1234: TLS Error: ..."
    found = re.match(r"\[?(.+?)\]?:(\d+): (.*)", entry.msg, re.S)
    if found:
        late_alert((found.group(1), int(found.group(2))), found.group(3))


class LogReader(logging.Handler):
    # Since mitmproxy 9.
    def emit(self, record):
        peername = getattr(record, "client", None)
        if peername:
            late_alert(peername, record.getMessage())


log_reader = LogReader()


def load(loader):
    logging.getLogger().addHandler(log_reader)


def done():
    logging.getLogger().removeHandler(log_reader)


def headers_of(message):
    told, size = [], 0
    for name, value in message.headers.fields:
        size += len(name) + len(value)
        if size > MAXIMUM_HEADERS:
            break
        told.append([name.decode("utf-8", "replace"), value.decode("utf-8", "replace")])
    return told


def connection_of(flow):
    return clients[flow.client_conn.id]["plain"].get(flow.id)


def requestheaders(flow):
    client = flow.client_conn
    known = clients.get(client.id)
    if not known or flow.request.method == "CONNECT" or not flow.request.host:
        return
    if client.tls_established:
        tell(client, "read")
    elif known["tunnel"]:
        tell(client, "cleartext")
    else:
        # A plain request to the proxy: each may be for another host.
        connection = known["plain"][flow.id] = f"{client.id} {flow.id}"
        tell(client, "opened", connection, **known["facts"])
        tell(client, "asked", connection, host=flow.request.host, port=flow.request.port)
        tell(client, "cleartext", connection)
    known["number"] += 1
    flow.metadata["watch"] = known["number"]
    request = flow.request
    tell(client, "request", connection_of(flow), number=known["number"], method=request.method, url=request.pretty_url[:MAXIMUM_URL], headers=headers_of(request))


def response(flow):
    if "watch" not in flow.metadata:
        http_connect_error(flow)
        return
    answer = flow.response
    size = len(answer.raw_content or b"")
    facts = dict(number=flow.metadata["watch"], status=answer.status_code, statusText=answer.reason or "")
    tell(flow.client_conn, "response", connection_of(flow), bodyBytes=size, headers=headers_of(answer), **facts)
    end_plain(flow)


def end_plain(flow):
    if connection_of(flow):
        tell(flow.client_conn, "closed", clients[flow.client_conn.id]["plain"].pop(flow.id), by="client")


def fail(client, why, connection=None):
    if client.id in clients:
        clients[client.id]["failed"] = True
        tell(client, "server-failed", connection, why=str(why)[:2000])


def http_connect_error(flow):
    if flow.response and flow.response.status_code >= 400:
        fail(flow.client_conn, flow.server_conn.error or flow.response.reason or flow.response.status_code)


def error(flow):
    if flow.error and flow.client_conn.connected and flow.client_conn.id in clients:
        fail(flow.client_conn, flow.error.msg, connection_of(flow))
        end_plain(flow)


def tls_failed_server(data):
    fail(data.context.client, data.conn.error or "")


def tcp_message(flow):
    if flow.messages[-1].from_client and flow.client_conn.id in clients:
        tell(flow.client_conn, "read" if flow.client_conn.tls_established else "cleartext")


def server_connect(data):
    host, port = data.server.address[:2]
    for rule in OTHERS["redirections"]:
        if rule["host"] in ("", host) and rule["port"] in (None, port):
            data.server.address = (rule["toHost"] or host, rule["toPort"] or port)
            return
    if is_local(data.client):
        return
    # A client from elsewhere may not reach what listens on this computer for its owner alone.
    own = address_of(data.client.sockname[0])
    try:
        found = [address_of(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except OSError:
        return
    if any(each.is_loopback or each.is_link_local or each.is_unspecified or each == own for each in found):
        data.server.error = "a client from another computer may not be led to this one"


def client_disconnected(client):
    known = clients.pop(client.id, None)
    if known and known["tunnel"]:
        tell(client, "closed", by="interceptor" if known["failed"] else "client")
