import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';

/** Narrows a list to what is of one sort; each sort shows how many there are. */
export function CountToggle<Sort extends string>(props: {
  label: string;
  sorts: Array<{ sort: Sort; label: string; count: number }>;
  total: number;
  /** Undefined shows all. */
  value?: Sort;
  onChange: (sort: Sort | undefined) => void;
}) {
  const { label, sorts, total, value, onChange } = props;
  const all = { sort: 'all', label: 'All', count: total };
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={label}
      value={value ?? 'all'}
      onChange={(_event, next: Sort | 'all' | null) =>
        next && onChange(next === 'all' ? undefined : next)
      }
      sx={{ flexWrap: 'wrap' }}
    >
      {[all, ...sorts.filter(({ count }) => count > 0)].map(item => (
        <ToggleButton
          key={item.sort}
          value={item.sort}
          sx={{ textTransform: 'none', py: 0.25, px: 1.5 }}
        >
          {item.label} {item.count.toLocaleString('en')}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
