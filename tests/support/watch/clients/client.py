# PROXY HOST CA MODE URL...: asks each URL in turn. MODE: "plain", or "pin=HEX": the certificate of every URL after the first must hash to it.
import hashlib, http.client, ssl, sys
from urllib.parse import urlsplit

proxy, ca, mode, urls = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
context = ssl.create_default_context(cafile=ca or None)
for index, url in enumerate(urls):
    parts, way = urlsplit(url), urlsplit(proxy)
    try:
        connection = http.client.HTTPSConnection(way.hostname, way.port, context=context, timeout=10)
        connection.set_tunnel(parts.hostname, parts.port or 443)
        connection.connect()
        der = connection.sock.getpeercert(binary_form=True)
        if index > 0 and mode.startswith("pin=") and hashlib.sha256(der).hexdigest() != mode[4:]:
            raise ValueError("the pin is not there")
        connection.request("GET", parts.path or "/")
        print(url, connection.getresponse().status)
    except Exception as error:
        print(url, type(error).__name__, error)
    finally:
        connection.close()
