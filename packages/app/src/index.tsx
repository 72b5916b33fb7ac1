import '@backstage/cli/asset-types';
// Before anything that makes a schema.
import './withoutEval';
// Before anything that renders MUI v5: keeps its class names apart from those of v4.
import '@internal/plugin-policies';
import ReactDOM from 'react-dom/client';
import App from './App';
import '@backstage/ui/css/styles.css';
import './portal.css';

ReactDOM.createRoot(document.getElementById('root')!).render(App.createRoot());
