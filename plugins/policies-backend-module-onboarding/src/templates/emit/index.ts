import { emitCasbin } from './emitCasbin';
import { emitCedar } from './emitCedar';
import { emitCerbos } from './emitCerbos';
import { Emitter } from './Emitter';
import { emitOpenfga } from './emitOpenfga';
import { emitRego } from './emitRego';

/** Languages that templates are written in, by driver. */
export const emitters: Record<string, Emitter> = {
  cedar: emitCedar,
  casbin: emitCasbin,
  opa: emitRego,
  openfga: emitOpenfga,
  cerbos: emitCerbos,
};
