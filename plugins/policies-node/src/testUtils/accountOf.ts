import { PolicyFile } from '@internal/plugin-policies-common';
import { PolicyEngine } from '../PolicyEngine';

/** Files by their paths. */
export function filesOf(contents: Record<string, string>): PolicyFile[] {
  return Object.entries(contents).map(([path, content]) => ({ path, content }));
}

/** What an engine says of each file: its use, why it is refused, or nothing. */
export function accountOf(
  describeFile: PolicyEngine['describeFile'],
  files: PolicyFile[],
): Record<string, string | undefined> {
  return Object.fromEntries(
    files.map(file => {
      const reading = describeFile(file, files);
      return [
        file.path,
        reading &&
          ('refused' in reading ? reading.refused.message : reading.use),
      ];
    }),
  );
}
