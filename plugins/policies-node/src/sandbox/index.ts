export * from './isolation';
export * from './SandboxFolder';
export * from './SandboxProcess';
export * from './SandboxRunner';
