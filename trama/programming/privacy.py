from trama.core.privacy import REGISTER, Declaration
from trama.programming.models import ActPriority, ProgrammingAct, Strand, Target, Theme

CODE_LIST = Declaration(public={"code", "label_it", "label_en"})
REGISTER[Strand] = CODE_LIST
REGISTER[Theme] = CODE_LIST
REGISTER[Target] = CODE_LIST
REGISTER[ProgrammingAct] = Declaration(public={"code", "title", "kind", "summary"})
REGISTER[ActPriority] = Declaration(public={"title", "text"})
