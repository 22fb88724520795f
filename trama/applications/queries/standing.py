from django.db.models import QuerySet

from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.core.prepared import Prepared
from trama.core.privacy import unrestricted
from trama.ledger.models import Duty, Publication
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of


def received(notice: Notice) -> QuerySet[Application]:
    """What arrived and stands, the late ones too, in the order of arrival.

    Whom the office may see of it, and when, is screening's to say.
    """
    applications = Application.objects.received().filter(notice=notice)
    return applications.select_related("organization", "entry").order_by("presented_at", "id")


def received_count(notice: Notice) -> int:
    """How many arrived: before closing it is all that the office knows."""
    return Application.objects.received().filter(notice=notice).count()


def list_is_out(notice: Notice) -> bool:
    """The list of admitted and not admitted bodies is public: only a new act changes it."""
    if notice.status != NoticeStatus.SCREENING:
        return False
    lists = Publication.objects.filter(dossier=notice.code, duty=Duty.ADMISSION_LIST)
    return lists.exists()


def mine(user: User) -> QuerySet[Application]:
    """The applications of the bodies of `user`, the last touched first."""
    visible = Application.objects.visible_to(user)
    return (
        unrestricted(visible)
        .select_related("notice", "organization", "entry")
        .order_by("-changed_at", "-id")
    )


def bodies(user: User) -> list[Organization]:
    """For which `user` may write an application today, by name."""
    return _BODIES(user)


_BODIES = Prepared(
    lambda user: organizations_of(user).only("uid", "name").order_by("name_key", "pk"), User
)


def of_notice(user: User, notice: Notice) -> list[Application]:
    """The applications of the bodies of `user` to a notice, in the order of arrival."""
    return _OF_NOTICE(user, notice)


_OF_NOTICE = Prepared(
    lambda user, notice: (
        Application.objects.visible_to(user)
        .filter(notice=notice)
        .only("uid", "organization", "status")
        .order_by("presented_at", "id")
    ),
    User,
    Notice,
)


def standing_of(organization: Organization, notice: Notice) -> Application | None:
    """The application presented in time, not withdrawn, not replaced."""
    return _STANDING.first(organization, notice)


# A partial unique constraint says that there is one at most.
_STANDING = Prepared(
    lambda organization, notice: Application.objects.filter(
        organization=organization, notice=notice, status=ApplicationStatus.SUBMITTED
    ),
    Organization,
    Notice,
)


def earlier(application: Application) -> Application | None:
    """The body's last application to another notice: its experiences need not be typed again."""
    others = Application.objects.filter(organization=application.organization_id).exclude(
        status=ApplicationStatus.DRAFT
    )
    with_rows = others.exclude(notice=application.notice_id).filter(experiences__isnull=False)
    return with_rows.select_related("notice").order_by("-presented_at", "-id").first()
