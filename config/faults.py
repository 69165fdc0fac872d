"""The library's pages for errors, without the check of a form's token that it puts before each of them.

The check reads the form. Where the error was that the form cannot be read, it raises the same again, page after page,
until it leaves the application; and what was sent to nowhere is read by nobody.
"""

from inspect import unwrap

from django.views import defaults

bad_request = unwrap(defaults.bad_request)
permission_denied = unwrap(defaults.permission_denied)
page_not_found = unwrap(defaults.page_not_found)
server_error = unwrap(defaults.server_error)
