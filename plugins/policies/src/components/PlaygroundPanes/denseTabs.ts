/** Height of the bars on top of the panes, border included. */
export const BAR_HEIGHT = 37;

/** Tabs as high as {@link BAR_HEIGHT}. */
export const denseTabs = { minHeight: BAR_HEIGHT - 1 } as const;

/** A tab in {@link denseTabs}. */
export const denseTab = {
  minHeight: BAR_HEIGHT - 1,
  minWidth: 0,
  px: 2,
  py: 0,
  fontSize: 13,
  letterSpacing: 0,
  textTransform: 'none',
  '&:hover': { backgroundColor: 'action.hover' },
} as const;
