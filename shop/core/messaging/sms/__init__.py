"""Messages to a phone: ``segments`` counts what they cost, ``writing`` writes them, ``transport`` hands
them to the service that ``settings.SMS_URLS`` names, ``rules`` are the gate's, ``answers`` hears STOP.

All else (outbox, gate, claim, record) is that of mails.
"""
