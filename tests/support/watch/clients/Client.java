// PROXYPORT CA MODE HOST...: asks each host in turn. MODE: "plain", "pin" (a trust manager that refuses every host after the first)
// or "pin-after" (OkHttp's way: the pin is looked at when the handshake is done).
import java.io.FileInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.*;

public class Client {
  static boolean isFirst = true;

  public static void main(String[] words) throws Exception {
    int port = Integer.parseInt(words[0]);
    String mode = words[2];
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust(words[1], mode.equals("pin"))}, null);
    for (int at = 3; at < words.length; at++) {
      isFirst = at == 3;
      try (Socket plain = tunnel(port, words[at]);
          SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, words[at], 443, true)) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        if (!isFirst && mode.equals("pin-after")) throw new SSLPeerUnverifiedException("Certificate pinning failure!");
        socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + words[at] + "\r\nConnection: close\r\n\r\n").getBytes());
        System.out.println(words[at] + " " + new String(socket.getInputStream().readNBytes(12)));
      } catch (Exception error) {
        System.out.println(words[at] + " " + error);
      }
    }
  }

  static X509TrustManager trust(String caPath, boolean pins) throws Exception {
    KeyStore store = null;
    if (!caPath.isEmpty()) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (FileInputStream file = new FileInputStream(caPath)) {
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
      }
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509TrustManager system = (X509TrustManager) factory.getTrustManagers()[0];
    return new X509TrustManager() {
      public void checkClientTrusted(X509Certificate[] chain, String type) {}
      public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        system.checkServerTrusted(chain, type);
        if (pins && !isFirst) throw new CertificateException("the pin is not there");
      }
      public X509Certificate[] getAcceptedIssuers() { return system.getAcceptedIssuers(); }
    };
  }

  static Socket tunnel(int port, String host) throws Exception {
    Socket socket = new Socket("127.0.0.1", port);
    socket.getOutputStream().write(("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + "\r\n\r\n").getBytes());
    InputStream answer = socket.getInputStream();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) head += (char) answer.read();
    return socket;
  }
}
