import os

PASTED
# What a test needs: files in its folder, and no questions to anybody.
DATA_DIR = "FOLDER/pgadmin"
DEFAULT_SERVER, DEFAULT_SERVER_PORT = "127.0.0.1", int(os.environ["PORT"])
SERVER_MODE, MASTER_PASSWORD_REQUIRED, UPGRADE_CHECK_ENABLED = True, False, False
