import { useSignal } from '@backstage/plugin-signals-react';
import {
  Journey,
  JourneyConflict,
  JourneyPreview,
  JOURNEYS_SIGNAL_CHANNEL,
  PoliciesApi,
} from '@internal/plugin-policies-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

const SAVE_AFTER_MS = 200;
const RETRY_MS = 3_000;

/** A journey as it is filled in. */
export interface JourneyState {
  journey?: Journey;
  error?: Error;
  retry: () => void;
  /** What a field holds now, saved or not. */
  get: (field: string) => string;
  /** The person may not write in it; what is set then changes nothing. */
  readOnly: boolean;
  /** Writes fields; they are saved a moment later. Null takes a file away. */
  set: (values: Record<string, string | null>) => void;
  saving: 'saved' | 'saving' | 'failed';
  saveError?: Error;
  /** Fields that someone else wrote at the same time. */
  conflicts: JourneyConflict[];
  /** Settles a conflict. */
  resolve: (field: string, keep: 'mine' | 'theirs') => void;
  preview?: JourneyPreview;
  previewing: boolean;
  previewError?: Error;
  /** Does something with the saved journey; afterwards it is read again. */
  act: <T>(action: (api: PoliciesApi) => Promise<T>) => Promise<T>;
}

/**
 * Loads a journey and saves what is typed, field by field and one call at a time. What could not be
 * saved is tried again and stays on the page; what others save shows by itself.
 */
export function useJourney(id: string): JourneyState {
  const api = usePoliciesApi();
  const { lastSignal } = useSignal<{ journey: string }>(
    JOURNEYS_SIGNAL_CHANNEL,
  );
  const [journey, setJourney] = useState<Journey>();
  const [error, setError] = useState<Error>();
  const [local, setLocal] = useState<Record<string, string | null>>({});
  const [conflicts, setConflicts] = useState<JourneyConflict[]>([]);
  const [saving, setSaving] = useState<JourneyState['saving']>('saved');
  const [saveError, setSaveError] = useState<Error>();
  const [preview, setPreview] = useState<JourneyPreview>();
  const [previewing, setPreviewing] = useState(false);
  const [previewError, setPreviewError] = useState<Error>();
  const [attempt, setAttempt] = useState(0);

  // What the queue works on; state is for what is shown.
  const pending = useRef(new Map<string, string | null>());
  const server = useRef<Journey['fields']>({});
  const flushing = useRef<Promise<void>>();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const asked = useRef<AbortController>();

  const runPreview = useCallback(async () => {
    asked.current?.abort();
    const controller = new AbortController();
    asked.current = controller;
    setPreviewing(true);
    try {
      const value = await api.previewJourney(id, controller);
      if (!controller.signal.aborted) {
        setPreview(value);
        setPreviewError(undefined);
      }
    } catch (problem) {
      if (!controller.signal.aborted) {
        setPreviewError(problem as Error);
      }
    }
    if (!controller.signal.aborted) {
      setPreviewing(false);
    }
  }, [api, id]);

  const adopt = useCallback((value: Journey) => {
    server.current = value.fields;
    setJourney(value);
    setLocal(old =>
      Object.fromEntries(
        Object.entries(old).filter(([field]) => pending.current.has(field)),
      ),
    );
  }, []);

  const read = useCallback(async () => {
    try {
      adopt(await api.getJourney(id));
      setError(undefined);
    } catch (problem) {
      setError(problem as Error);
    }
  }, [api, id, adopt]);

  const flush = useCallback(async () => {
    while (pending.current.size) {
      const batch = new Map(pending.current);
      setSaving('saving');
      try {
        const saved = await api.saveJourney(id, {
          changes: [...batch].slice(0, 200).map(([field, value]) => ({
            field: field as never,
            value,
            version: server.current[field]?.version ?? 0,
          })),
        });
        for (const field of [
          ...Object.keys(saved.fields),
          ...saved.conflicts.map(conflict => conflict.field),
        ]) {
          // Typed on meanwhile: the newer text goes out with the next call.
          if (pending.current.get(field) === batch.get(field)) {
            pending.current.delete(field);
          }
        }
        const theirs = Object.fromEntries(
          saved.conflicts.map(conflict => [conflict.field, conflict.theirs]),
        );
        server.current = { ...server.current, ...saved.fields, ...theirs };
        const fields = server.current;
        setJourney(old => old && { ...old, fields });
        if (saved.conflicts.length) {
          saved.conflicts.forEach(({ field }) => pending.current.delete(field));
          setConflicts(old => [
            ...old.filter(
              known =>
                !saved.conflicts.some(({ field }) => field === known.field),
            ),
            ...saved.conflicts,
          ]);
        }
        setLocal(old =>
          Object.fromEntries(
            Object.entries(old).filter(([field]) => pending.current.has(field)),
          ),
        );
        setSaveError(undefined);
      } catch (problem) {
        setSaving('failed');
        setSaveError(problem as Error);
        throw problem;
      }
    }
    setSaving('saved');
  }, [api, id]);

  const flushSoon = useCallback(
    (after: number) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        flushing.current = (flushing.current ?? Promise.resolve())
          .then(flush)
          .then(runPreview)
          .catch(() => flushSoon(RETRY_MS));
      }, after);
    },
    [flush, runPreview],
  );

  useEffect(() => {
    const left = pending.current;
    read().then(runPreview);
    return () => {
      clearTimeout(timer.current);
      asked.current?.abort();
      // Leaving the page saves what is left.
      if (left.size) {
        flush().catch(() => {});
      }
    };
  }, [read, runPreview, flush, attempt]);

  useEffect(() => {
    if (lastSignal?.journey === id && !pending.current.size) {
      const before = JSON.stringify(server.current);
      read().then(() => {
        // Signals of one's own saves bring nothing new.
        if (JSON.stringify(server.current) !== before) {
          runPreview();
        }
      });
    }
  }, [lastSignal, id, read, runPreview]);

  const readOnly = journey?.may.edit === false;
  const set = useCallback(
    (values: Record<string, string | null>) => {
      if (readOnly) {
        return;
      }
      for (const [field, value] of Object.entries(values)) {
        pending.current.set(field, value);
      }
      setLocal(old => ({ ...old, ...values }));
      setSaving('saving');
      flushSoon(SAVE_AFTER_MS);
    },
    [flushSoon, readOnly],
  );

  return {
    journey,
    error,
    retry: useCallback(() => setAttempt(value => value + 1), []),
    get: useCallback(
      field =>
        (field in local ? local[field] : journey?.fields[field]?.value) ?? '',
      [local, journey],
    ),
    readOnly,
    set,
    saving,
    saveError,
    conflicts,
    resolve: useCallback(
      (field, keep) => {
        const conflict = conflicts.find(known => known.field === field);
        setConflicts(old => old.filter(known => known.field !== field));
        if (conflict && keep === 'mine') {
          set({ [field]: conflict.mine });
        }
      },
      [conflicts, set],
    ),
    preview,
    previewing,
    previewError,
    act: useCallback(
      async action => {
        clearTimeout(timer.current);
        await flushing.current?.catch(() => {});
        await flush();
        try {
          return await action(api);
        } finally {
          await read();
          runPreview();
        }
      },
      [api, flush, read, runPreview],
    ),
  };
}
