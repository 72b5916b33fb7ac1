export * from './PortalPage';
