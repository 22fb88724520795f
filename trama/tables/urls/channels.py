from django.urls import path

from trama.tables.urls.paths import DESK
from trama.tables.views import mailed, sheets

MAILED = f"{DESK}posta/"
SHEETS = f"{DESK}fogli/"

urlpatterns = [
    path(MAILED, mailed.mailed_list, name="mailed"),
    path(f"{MAILED}<uuid:mailed_uid>/", mailed.mailed_page, name="mailed_one"),
    path(f"{MAILED}<uuid:mailed_uid>/scarta/", mailed.mailed_discard, name="mailed_discard"),
    path(SHEETS, sheets.sheet_list, name="sheets"),
    path(f"{SHEETS}modulo.csv", sheets.template_csv, name="sheet_csv"),
    path(f"{SHEETS}modulo.xlsx", sheets.template_workbook, name="sheet_workbook"),
    path(f"{SHEETS}modulo/", sheets.template_prepare, name="sheet_prepare"),
    path(f"{SHEETS}<uuid:sheet_uid>/", sheets.sheet_page, name="sheet"),
    path(f"{SHEETS}<uuid:sheet_uid>/conferma/", sheets.sheet_confirm, name="sheet_confirm"),
]
