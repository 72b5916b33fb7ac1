/** Attribute that holds what is known of an entity, where entities may be unknown. */
export const KNOWN = 'what is known of the entity';
