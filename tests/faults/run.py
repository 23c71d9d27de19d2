"""A process of the shop that calls one function of a module and writes down what it returned.

python -m tests.faults.run MODULE FUNCTION [ARGUMENT ...]
"""

import json
import os
import sys
from importlib import import_module

import django


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"
    django.setup()
    module, function, *arguments = sys.argv[1:]
    json.dump(getattr(import_module(module), function)(*arguments), sys.stdout)


if __name__ == "__main__":
    main()
