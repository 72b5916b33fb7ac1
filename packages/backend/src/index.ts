import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from './addFeatures';
import { endWithFailedStart } from './process/endWithFailedStart';
import { endItself, endWithInput } from './process/endWithInput';
import { endWithOutput } from './process/endWithOutput';

endWithOutput([process.stdout, process.stderr], () => process.exit(1));
endWithInput(process.stdin, endItself);

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
addFeatures(backend);

endWithFailedStart(backend.start(), endItself);
