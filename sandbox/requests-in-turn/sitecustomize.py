"""Python imports this module when it starts: https://docs.python.org/3/library/site.html

Makes moto's server answer one request at a time. It answers each in a thread of its own, and they share what moto keeps without
locks: with Terraform's ten requests at a time, some are answered with status 500, and Terraform then repeats what was done.
"""

import threading

try:
    import flask
except ImportError:
    pass  # The Python of a tool that starts the server, such as pipx.
else:
    turn = threading.Lock()
    answer = flask.Flask.__call__

    def answer_in_turn(self, environ, start_response):
        with turn:
            return answer(self, environ, start_response)

    flask.Flask.__call__ = answer_in_turn
