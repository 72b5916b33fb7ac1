/* Icons of the plugin's nouns, the same everywhere. */
export { default as ChangeIcon } from '@mui/icons-material/DifferenceOutlined';
export { default as EngineIcon } from '@mui/icons-material/DnsOutlined';
export { default as HomeIcon } from '@mui/icons-material/HomeOutlined';
export { default as OnboardingIcon } from '@mui/icons-material/FlagOutlined';
export { default as PlaygroundIcon } from '@mui/icons-material/PlayCircleOutline';
export { default as PolicyIcon } from '@mui/icons-material/GavelOutlined';
export { default as PolicySetIcon } from '@mui/icons-material/PolicyOutlined';
