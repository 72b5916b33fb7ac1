import { MANIFEST_FILE, PolicyFile } from '@internal/plugin-policies-common';
import { languages } from './languages';

/** What can be told of files that someone brings. */
export interface Understood {
  /** As a set has them: without folders that all of them share, each where its driver looks for it. */
  files: PolicyFile[];
  /** Driver whose language they are written in; a manifest among them tells it by itself. */
  driver?: string;
}

/** Takes off the folder that all files of an archive lie in, tells the language, and lays files out for it. */
export function understandBundle(brought: PolicyFile[]): Understood {
  const files = withoutSharedFolder(
    brought.filter(
      ({ path }) => !/(^|\/)(\.git|__MACOSX|\.DS_Store)(\/|$)/.test(path),
    ),
  );
  const language = files.some(({ path }) => path === MANIFEST_FILE)
    ? undefined
    : languages.find(({ speaks }) => files.some(speaks));
  return language
    ? {
        files: language.arrange?.(files) ?? files,
        driver: language.driver,
      }
    : { files };
}

function withoutSharedFolder(files: PolicyFile[]): PolicyFile[] {
  const first = files[0]?.path.split('/')[0];
  return files.length > 0 &&
    files.every(({ path }) => path.startsWith(`${first}/`))
    ? withoutSharedFolder(
        files.map(({ path, content }) => ({
          path: path.slice(first.length + 1),
          content,
        })),
      )
    : files;
}
