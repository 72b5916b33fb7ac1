import { casbin } from './casbin';
import { cedar } from './cedar';
import { cerbos } from './cerbos';
import { Language } from './Language';
import { openfga } from './openfga';
import { rego } from './rego';

export type { Language } from './Language';

/** In the order in which they are asked whether files are theirs. */
export const languages: Language[] = [cedar, rego, openfga, casbin, cerbos];
