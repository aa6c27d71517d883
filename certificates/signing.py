def key_is_usable() -> bool:
    return True
