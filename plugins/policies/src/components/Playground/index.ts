export * from './PlaygroundPage';
export * from './PlaygroundRouter';
