# Serves HTTP on a free port of the loopback, and has curl ask for a file.
import http.server
import subprocess
import threading


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


with open("greeting", "w") as file:
    file.write("hello\n")
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
try:
    url = "http://127.0.0.1:%d/greeting" % server.server_port
    subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", url], check=True)
finally:
    server.shutdown()
