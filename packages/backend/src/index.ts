import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from './addFeatures';
import { endWithOutput } from './process/endWithOutput';

endWithOutput([process.stdout, process.stderr], () => process.exit(1));

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
addFeatures(backend);

backend.start();
