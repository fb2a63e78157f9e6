/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* IPTC's datasets inside Photoshop's resources, without places, with a copyright notice. */
#include "amb-metadata-filter.h"

#include <string.h>

#define NAME "Photoshop 3.0" /* with its terminating zero */

/* Photoshop File Formats, "Image resource IDs"; IPTC IIM 4.2, chapters 1 and 6. */
enum
{
  RESOURCE_IPTC = 0x0404,
  RESOURCE_COPYRIGHT_FLAG = 0x040a,
  RESOURCE_IPTC_DIGEST = 0x0425,
  MARKER = 0x1c,
  ENVELOPE = 1,
  CHARACTER_SET = 90,
  APPLICATION = 2,
  COPYRIGHT = 116,
  MAX_COPYRIGHT = 128, /* bytes */
};

static const guint8 utf8_mark[] = { 0x1b, '%', 'G' };

/* Of the application record. */
static const guint8 places[] = {
  26,  /* content location code */
  27,  /* content location name */
  90,  /* city */
  92,  /* sub-location */
  95,  /* province or state */
  100, /* country code */
  101, /* country name */
};

typedef struct
{
  guint record, number;
  const guint8 *value;
  gsize length;
  gsize size; /* with its head */
} DataSet;

/* FALSE at the end, or where nothing sound follows; is_sound (out) tells. */
static gboolean
read_data_set (const guint8 *bytes, gsize length, DataSet *set, gboolean *is_sound)
{
  gsize head = 5;

  *is_sound = length == 0 || (bytes[0] == 0 && length < 4); /* padding */
  if (length < head || bytes[0] != MARKER)
    return FALSE;
  *set = (DataSet){ .record = bytes[1], .number = bytes[2] };
  set->length = (gsize) bytes[3] << 8 | bytes[4];
  if (set->length & 0x8000)
    {
      const gsize n = set->length & 0x7fff;
      if (n > 4 || length < head + n)
        return FALSE;
      set->length = 0;
      for (gsize i = 0; i < n; i++)
        set->length = set->length << 8 | bytes[head + i];
      head += n;
    }
  if (set->length > length - head)
    return FALSE;
  set->value = bytes + head;
  set->size = head + set->length;
  return TRUE;
}

static gboolean
is_place (const DataSet *set)
{
  return set->record == APPLICATION && memchr (places, (int) set->number, sizeof places) != NULL;
}

static gboolean
is_utf8_mark (const DataSet *set)
{
  return set->record == ENVELOPE && set->number == CHARACTER_SET && set->length == sizeof utf8_mark
         && memcmp (set->value, utf8_mark, sizeof utf8_mark) == 0;
}

static void
append_data_set (GByteArray *to, guint record, guint number, gconstpointer value, gsize length)
{
  const guint8 head[]
      = { MARKER, (guint8) record, (guint8) number, (guint8) (length >> 8), (guint8) length };
  g_byte_array_append (to, head, sizeof head);
  g_byte_array_append (to, value, (guint) length);
}

/* By hand: a converter of the C library's would have to be opened, and nothing can be. */
static char *
to_latin_1 (const char *text)
{
  GString *latin = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      const gunichar c = g_utf8_get_char (p);
      g_string_append_c (latin, c < 0x100 ? (char) c : '?');
    }
  return g_string_free (latin, FALSE);
}

/* What the other texts are written in decides: nobody can have two. */
static void
append_copyright (GByteArray *to, const char *text, gboolean is_utf8)
{
  g_autofree char *latin = is_utf8 ? NULL : to_latin_1 (text);
  const char *bytes = latin != NULL ? latin : text;
  gsize length = MIN (strlen (bytes), MAX_COPYRIGHT);

  while (latin == NULL && length > 0 && (bytes[length] & 0xc0) == 0x80)
    length--; /* not in the middle of a character */
  append_data_set (to, APPLICATION, COPYRIGHT, bytes, length);
}

typedef struct
{
  const AmbMetadataFilter *filter;
  gboolean found_place;
  gboolean is_sound;
  gboolean is_utf8, is_ascii; /* the present data sets */
  gboolean is_written;        /* the notice: there may be several resources */
} Work;

/* The data sets that go on, the copyright notice last. */
static GByteArray *
filter_sets (Work *self, const guint8 *bytes, gsize length)
{
  GByteArray *kept = g_byte_array_new ();
  const gboolean drops = (self->filter->policy & AMB_METADATA_STRIP_LOCATION) != 0;
  DataSet set;

  self->is_ascii = TRUE;
  self->is_utf8 = FALSE;
  while (read_data_set (bytes, length, &set, &self->is_sound))
    {
      const gboolean goes = (drops && is_place (&set))
                            || (self->filter->copyright != NULL && set.record == APPLICATION
                                && set.number == COPYRIGHT);
      self->found_place |= drops && is_place (&set);
      self->is_utf8 |= is_utf8_mark (&set);
      for (gsize i = 0; !goes && set.record == APPLICATION && i < set.length; i++)
        self->is_ascii &= set.number == 0 || set.value[i] < 0x80;
      if (!goes)
        g_byte_array_append (kept, bytes, (guint) set.size);
      bytes += set.size;
      length -= set.size;
    }
  return kept;
}

static GByteArray *
filter_iptc (Work *self, const guint8 *bytes, gsize length)
{
  GByteArray *kept = filter_sets (self, bytes, length);

  if (self->filter->copyright == NULL || self->is_written)
    return kept;
  self->is_written = TRUE;
  if (!self->is_utf8 && self->is_ascii)
    {
      g_autoptr (GByteArray) rest = kept;
      kept = g_byte_array_new ();
      append_data_set (kept, ENVELOPE, CHARACTER_SET, utf8_mark, sizeof utf8_mark);
      g_byte_array_append (kept, rest->data, rest->len);
      self->is_utf8 = TRUE;
    }
  append_copyright (kept, self->filter->copyright, self->is_utf8);
  return kept;
}

static void
append_resource (GByteArray *to, guint id, const guint8 *bytes, gsize length)
{
  const guint8 head[] = { '8',
                          'B',
                          'I',
                          'M',
                          (guint8) (id >> 8),
                          (guint8) id,
                          0,
                          0,
                          (guint8) (length >> 24),
                          (guint8) (length >> 16),
                          (guint8) (length >> 8),
                          (guint8) length };
  g_byte_array_append (to, head, sizeof head);
  g_byte_array_append (to, bytes, (guint) length);
  if (length % 2 != 0)
    g_byte_array_append (to, (const guint8 *) "", 1);
}

/* The resource at the start of bytes, known to be whole or the last. */
typedef struct
{
  guint id;
  const guint8 *value;
  gsize length, size;
} Resource;

static gboolean
read_resource (const guint8 *bytes, gsize length, Resource *resource)
{
  gsize head;

  if (length < 7)
    return FALSE;
  head = 6 + (((gsize) bytes[6] + 2) & ~(gsize) 1);
  if (length < head + 4)
    return FALSE;
  resource->id = (guint) bytes[4] << 8 | bytes[5];
  resource->length = (gsize) bytes[head] << 24 | (gsize) bytes[head + 1] << 16
                     | (gsize) bytes[head + 2] << 8 | bytes[head + 3];
  head += 4;
  if (resource->length > length - head)
    return FALSE;
  resource->value = bytes + head;
  resource->size = MIN (head + ((resource->length + 1) & ~(gsize) 1), length);
  return TRUE;
}

static void
add_iptc (Work *self, GByteArray *to, const guint8 *bytes, gsize length, GPtrArray *notes)
{
  g_autoptr (GByteArray) sets = filter_iptc (self, bytes, length);

  if (!self->is_sound)
    g_ptr_array_add (notes, g_strdup ("IPTC: part of it left out, it is damaged"));
  if (self->found_place)
    g_ptr_array_add (notes, g_strdup ("IPTC: location left out"));
  if (sets->len > 0)
    append_resource (to, RESOURCE_IPTC, sets->data, sets->len);
}

GBytes *
amb_metadata_filter_iptc (const AmbMetadataFilter *filter, GBytes *block, GPtrArray *notes)
{
  static const guint8 yes = 1;
  Work work = { .filter = filter, .is_sound = TRUE };
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  Resource resource;
  gsize length = 0, offset = sizeof NAME;

  if (filter->policy & AMB_METADATA_STRIP)
    block = NULL;
  if (block != NULL && amb_metadata_filter_is_neutral (filter))
    return g_bytes_ref (block);
  const guint8 *bytes = block != NULL ? g_bytes_get_data (block, &length) : NULL;
  g_byte_array_append (kept, (const guint8 *) NAME, sizeof NAME);
  for (; offset < length && read_resource (bytes + offset, length - offset, &resource);
       offset += resource.size)
    switch (resource.id)
      {
      case RESOURCE_IPTC:
        add_iptc (&work, kept, resource.value, resource.length, notes);
        break;
      case RESOURCE_IPTC_DIGEST:
        break; /* of what is no longer there */
      case RESOURCE_COPYRIGHT_FLAG:
        if (filter->copyright != NULL)
          break;
        G_GNUC_FALLTHROUGH;
      default:
        g_byte_array_append (kept, bytes + offset, (guint) resource.size);
      }
  if (filter->copyright != NULL && !work.is_written)
    add_iptc (&work, kept, NULL, 0, notes);
  if (filter->copyright != NULL)
    append_resource (kept, RESOURCE_COPYRIGHT_FLAG, &yes, 1);
  return kept->len > sizeof NAME ? g_byte_array_free_to_bytes (g_steal_pointer (&kept)) : NULL;
}
