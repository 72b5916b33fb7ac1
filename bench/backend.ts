/*
 * The backend of packages/backend, with the route to compare with in the same process and without
 * the app, which would have to be built and answers no request of a benchmark.
 */
import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from '../packages/backend/src/addFeatures';
import { endWithFailedStart } from '../packages/backend/src/process/endWithFailedStart';
import {
  endItself,
  endWithInput,
} from '../packages/backend/src/process/endWithInput';
import { barePlugin } from './barePlugin';
import { discardLog } from './discardLog';

endWithInput(process.stdin, endItself);

const backend = createBackend();

addFeatures(backend);
backend.add(barePlugin);
backend.add(discardLog);

endWithFailedStart(backend.start(), endItself);
