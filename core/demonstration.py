"""What every sheet and paper of invented data says of itself."""

DEMONSTRATION = "DỮ LIỆU MINH HỌA – người và số liệu không có thật"
