from vestibule_server import main

main()
