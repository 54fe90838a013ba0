"""The only door to the engines: the log (accepted requests), the state (transactional) and the warehouse
(counted).
"""
