"""The command line, `space-to-think`."""


def main() -> None:
    """Run the command line."""
    from space_to_think.cli.app import app  # heavy: loaded only when it is called

    app()
