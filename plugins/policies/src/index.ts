/**
 * Pages, entity tabs and cards of the policy portal.
 *
 * @packageDocumentation
 */
import './classNames';

export { policiesPlugin as default } from './plugin';
export * from './api';
export { PolicyIcon, PolicySetIcon } from './components/icons';
