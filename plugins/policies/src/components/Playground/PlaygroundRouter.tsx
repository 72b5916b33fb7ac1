import { Route, Routes } from 'react-router-dom';
import { PlaygroundPage } from './PlaygroundPage';

/** Routes of the playground below the path it is mounted at. */
export function PlaygroundRouter() {
  return (
    <Routes>
      <Route path="/" element={<PlaygroundPage />} />
      <Route path="/:set" element={<PlaygroundPage />} />
    </Routes>
  );
}
