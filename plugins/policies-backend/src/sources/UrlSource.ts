import { isUtf8 } from 'buffer';
import { UrlReaderService } from '@backstage/backend-plugin-api';
import {
  LIMITS,
  MANIFEST_FILE,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { PolicySetSource, SourcedSet } from '@internal/plugin-policies-node';

interface TreeFile {
  path: string;
  content(): Promise<Buffer>;
}

/** Policy sets of a repository, through the Backstage URL readers. */
export class UrlSource implements PolicySetSource {
  readonly name: string;
  private etag?: string;

  constructor(
    private readonly url: string,
    private readonly reader: UrlReaderService,
  ) {
    this.name = `url:${url}`;
  }

  async readSets(): Promise<SourcedSet[] | undefined> {
    let files: TreeFile[];
    let etag: string;
    try {
      const tree = await this.reader.readTree(this.url, { etag: this.etag });
      files = await tree.files();
      etag = tree.etag;
    } catch (error) {
      if ((error as Error).name === 'NotModifiedError') {
        return undefined;
      }
      throw error;
    }
    const folders = files
      .filter(({ path }) => path.split('/').pop() === MANIFEST_FILE)
      .map(({ path }) => path.slice(0, -MANIFEST_FILE.length))
      .sort();
    const outermost = folders.filter(
      folder =>
        !folders.some(other => other !== folder && folder.startsWith(other)),
    );
    const sets: SourcedSet[] = [];
    for (const folder of outermost) {
      sets.push(
        await this.readSet(
          folder,
          files.filter(({ path }) => path.startsWith(folder)),
        ),
      );
    }
    this.etag = etag;
    return sets;
  }

  private async readSet(folder: string, tree: TreeFile[]): Promise<SourcedSet> {
    const location = `${this.url.replace(/\/$/, '')}/${folder}`.replace(
      /\/$/,
      '',
    );
    const refuse = (message: string, help: string): SourcedSet => ({
      location,
      error: { message, help },
    });
    if (tree.length > LIMITS.filesPerSet) {
      return refuse(
        `'${location}' holds more than ${LIMITS.filesPerSet} files`,
        'Split the set, or move what is no policy out of its folder.',
      );
    }
    const files: PolicyFile[] = [];
    for (const file of tree) {
      const path = file.path.slice(folder.length);
      const bytes = await file.content();
      if (bytes.length > LIMITS.fileBytes) {
        return refuse(
          `'${path}' has ${bytes.length} bytes, more than ${LIMITS.fileBytes}`,
          'Split the file.',
        );
      }
      if (!isUtf8(bytes)) {
        return refuse(
          `'${path}' is not valid UTF-8`,
          'Save the file as UTF-8 text.',
        );
      }
      files.push({ path, content: bytes.toString('utf8') });
    }
    return { location, files };
  }
}
