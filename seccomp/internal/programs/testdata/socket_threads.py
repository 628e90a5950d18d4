"""Serves 8 connections on the loopback, each on a thread, and makes them from threads."""
import socket
import socketserver
import threading


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(self.request.recv(100).upper())


def ask(address, answers):
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(b"hello")
        answers.append(connection.recv(100))


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    answers = []
    clients = [threading.Thread(target=ask, args=(server.server_address, answers)) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    server.shutdown()
print(answers.count(b"HELLO"), "answers")
