import { createBackend } from '@backstage/backend-defaults';
import { addFeatures } from './addFeatures';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
addFeatures(backend);

backend.start();
