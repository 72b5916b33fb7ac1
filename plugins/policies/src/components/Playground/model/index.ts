export * from './addCase';
export * from './appendCase';
export * from './cases';
export * from './draft';
export * from './DraftStore';
export * from './requestText';
export * from './shareLink';
export * from './proofDiagnostics';
