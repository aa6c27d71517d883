from wagtail.users.views.users import UserViewSet

from accounts.forms import PersonCreationForm, PersonEditForm


class PersonViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type:
        return PersonEditForm if for_update else PersonCreationForm
