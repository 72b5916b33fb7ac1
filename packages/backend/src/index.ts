import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from './addFeatures';
import { endWithInput } from './process/endWithInput';
import { endWithOutput } from './process/endWithOutput';

endWithOutput([process.stdout, process.stderr], () => process.exit(1));
endWithInput(process.stdin, () => process.kill(process.pid, 'SIGTERM'));

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
addFeatures(backend);

backend.start();
