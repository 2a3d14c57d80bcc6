"""Khiên Nhỏ, a chatbot for child online safety."""
