"""The pages by which the demonstration is played."""
from django.http import HttpRequest, HttpResponse
def demo(request): return HttpResponse("x")
become = post_box = move_clock = demo
