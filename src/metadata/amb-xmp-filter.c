/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* DESIGN: the packet is read by GMarkup and written again without the properties that must not go
 * on, whether they are attributes or elements, and whatever their prefix: the same thing is said in
 * exif:, photoshop:, Iptc4xmpCore:, Iptc4xmpExt: and makers' own namespaces, so the local name
 * decides. Too much taken out does less harm than too little. A description of which nothing is
 * left goes too, or each new copyright notice would leave an empty one. A packet that is no sound
 * XML is dropped. */
#include "amb-metadata-filter.h"

#include <string.h>

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define DC "http://purl.org/dc/elements/1.1/"

typedef enum
{
  MATCH_WHOLE,
  MATCH_START,
  MATCH_PART,
} Match;

/* Local names, compared without case. */
static const struct
{
  const char *name;
  Match match;
  AmbMetadataPolicy policy;
} gone[] = {
  { "gps", MATCH_START, AMB_METADATA_STRIP_LOCATION },
  { "city", MATCH_WHOLE, AMB_METADATA_STRIP_LOCATION },
  { "state", MATCH_WHOLE, AMB_METADATA_STRIP_LOCATION },
  { "provincestate", MATCH_WHOLE, AMB_METADATA_STRIP_LOCATION },
  { "country", MATCH_START, AMB_METADATA_STRIP_LOCATION },
  { "location", MATCH_START, AMB_METADATA_STRIP_LOCATION },
  { "sublocation", MATCH_WHOLE, AMB_METADATA_STRIP_LOCATION },
  { "worldregion", MATCH_WHOLE, AMB_METADATA_STRIP_LOCATION },
  { "latitude", MATCH_PART, AMB_METADATA_STRIP_LOCATION },
  { "longitude", MATCH_PART, AMB_METADATA_STRIP_LOCATION },
  { "longtitude", MATCH_PART, AMB_METADATA_STRIP_LOCATION }, /* so in a maker's drones */
  { "altitude", MATCH_PART, AMB_METADATA_STRIP_LOCATION },
  { "serialnumber", MATCH_PART, AMB_METADATA_STRIP_SERIALS },
  { "ownername", MATCH_PART, AMB_METADATA_STRIP_SERIALS },
};

/* Pictures of all of a photo, by their prefix or whole name. */
static const char *const previews[]
    = { "gimage:", "gdepth:", "xmp:thumbnails", "xap:thumbnails", "xmpgimg:" };

typedef struct
{
  const AmbMetadataFilter *filter;
  GString *text;
  guint skipping; /* depth inside what is left out */
  AmbMetadataPolicy found;
  char *about; /* of the first description; owned */
  gsize began; /* where in text the description begins that is open, without properties so far */
  gsize body;  /* what follows its tag; 0: it has properties, or none is open */
  gboolean has_rdf;
} Rewrite;

static gboolean
matches (const char *local, guint row)
{
  switch (gone[row].match)
    {
    case MATCH_WHOLE:
      return strcmp (local, gone[row].name) == 0;
    case MATCH_START:
      return g_str_has_prefix (local, gone[row].name);
    default:
      return strstr (local, gone[row].name) != NULL;
    }
}

/* Part of the grammar: no property. */
static gboolean
is_grammar (const char *name)
{
  return g_str_has_prefix (name, "xmlns") || g_str_has_prefix (name, "rdf:")
         || g_str_has_prefix (name, "x:") || g_str_has_prefix (name, "xml:");
}

static gboolean
is_preview (const char *lower)
{
  for (guint i = 0; i < G_N_ELEMENTS (previews); i++)
    if (g_str_has_prefix (lower, previews[i]))
      return TRUE;
  return FALSE;
}

static gboolean
must_go (Rewrite *self, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  const char *colon = strrchr (lower, ':');
  const char *local = colon != NULL ? colon + 1 : lower;

  if (is_grammar (name))
    return FALSE;
  if (strcmp (lower, "xmpnote:hasextendedxmp") == 0
      || (self->filter->shows_part && is_preview (lower))
      || (self->filter->copyright != NULL && strcmp (lower, "dc:rights") == 0))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    if ((gone[i].policy & self->filter->policy) != 0 && matches (local, i))
      {
        self->found |= gone[i].policy;
        return TRUE;
      }
  return FALSE;
}

static void
append_escaped (GString *text, const char *value, gssize length)
{
  g_autofree char *escaped = g_markup_escape_text (value, length);
  g_string_append (text, escaped);
}

static void
note_about (Rewrite *self, const char *element, const char *name, const char *value)
{
  if (self->about == NULL && strcmp (element, "rdf:Description") == 0
      && (strcmp (name, "rdf:about") == 0 || strcmp (name, "about") == 0))
    self->about = g_strdup (value);
}

/* Of those that hold a photo's properties, not one inside a property. */
static gboolean
is_description (GMarkupParseContext *context)
{
  const GSList *open = g_markup_parse_context_get_element_stack (context);
  return strcmp (open->data, "rdf:Description") == 0 && open->next != NULL
         && strcmp (open->next->data, "rdf:RDF") == 0;
}

static void
on_start (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Rewrite *self = data;
  if (self->skipping > 0 || must_go (self, element))
    {
      self->skipping++;
      return;
    }
  gboolean may_be_empty = is_description (context);
  gsize began = self->text->len;
  g_string_append_printf (self->text, "<%s", element);
  for (guint i = 0; names[i] != NULL; i++)
    {
      note_about (self, element, names[i], values[i]);
      if (must_go (self, names[i]))
        continue;
      may_be_empty = may_be_empty && is_grammar (names[i]);
      g_string_append_printf (self->text, " %s=\"", names[i]);
      append_escaped (self->text, values[i], -1);
      g_string_append_c (self->text, '"');
    }
  g_string_append_c (self->text, '>');
  self->began = began;
  self->body = may_be_empty ? self->text->len : 0;
}

/* Nothing stands in the description that ends but space. */
static gboolean
is_empty (const Rewrite *self)
{
  return self->body > 0
         && strspn (self->text->str + self->body, " \t\r\n") == self->text->len - self->body;
}

/* A description of its own for the same thing: nothing that is there has to be understood. */
static void
append_rights (Rewrite *self)
{
  if (self->filter->copyright == NULL)
    return;
  g_string_append (self->text, "<rdf:Description rdf:about=\"");
  append_escaped (self->text, self->about != NULL ? self->about : "", -1);
  g_string_append (self->text, "\" xmlns:rdf=\"" RDF "\" xmlns:dc=\"" DC "\"><dc:rights><rdf:Alt>"
                               "<rdf:li xml:lang=\"x-default\">");
  append_escaped (self->text, self->filter->copyright, -1);
  g_string_append (self->text, "</rdf:li></rdf:Alt></dc:rights></rdf:Description>");
}

static void
on_end (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Rewrite *self = data;
  if (self->skipping > 0)
    {
      self->skipping--;
      return;
    }
  if (strcmp (element, "rdf:RDF") == 0 && !self->has_rdf)
    {
      append_rights (self);
      self->has_rdf = TRUE;
    }
  if (is_description (context) && is_empty (self))
    g_string_truncate (self->text, self->began);
  else
    g_string_append_printf (self->text, "</%s>", element);
  self->body = 0;
}

static void
on_text (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Rewrite *self = data;
  if (self->skipping == 0)
    append_escaped (self->text, text, (gssize) length);
}

/* Processing instructions (the packet's own), comments. */
static void
on_passthrough (
    GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Rewrite *self = data;
  if (self->skipping == 0)
    g_string_append_len (self->text, text, (gssize) length);
}

static const GMarkupParser parser = { on_start, on_end, on_text, on_passthrough, NULL };

static gboolean
rewrite (Rewrite *self, GBytes *block)
{
  gsize length;
  const char *bytes = g_bytes_get_data (block, &length);
  g_autoptr (GMarkupParseContext) context = NULL;

  while (length > 0 && bytes[length - 1] == '\0')
    length--;
  if (!g_utf8_validate_len (bytes, length, NULL))
    return FALSE;
  context = g_markup_parse_context_new (&parser, G_MARKUP_DEFAULT_FLAGS, self, NULL);
  return g_markup_parse_context_parse (context, bytes, (gssize) length, NULL)
         && g_markup_parse_context_end_parse (context, NULL) && self->has_rdf;
}

static GBytes *
new_packet (const AmbMetadataFilter *filter)
{
  Rewrite self = { .filter = filter };
  self.text
      = g_string_new ("<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" RDF "\">");
  append_rights (&self);
  g_string_append (self.text, "</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>");
  return g_string_free_to_bytes (self.text);
}

static void
tell (const Rewrite *self, GPtrArray *notes)
{
  if (self->found & AMB_METADATA_STRIP_LOCATION)
    g_ptr_array_add (notes, g_strdup ("XMP: location left out"));
  if (self->found & AMB_METADATA_STRIP_SERIALS)
    g_ptr_array_add (notes, g_strdup ("XMP: serial numbers left out"));
}

GBytes *
amb_metadata_filter_xmp (const AmbMetadataFilter *filter, GBytes *block, GPtrArray *notes)
{
  Rewrite self = { .filter = filter };
  GBytes *result = NULL;

  if (filter->policy & AMB_METADATA_STRIP)
    block = NULL;
  if (block == NULL)
    return filter->copyright != NULL ? new_packet (filter) : NULL;
  if (amb_metadata_filter_is_neutral (filter))
    return g_bytes_ref (block);

  self.text = g_string_sized_new (g_bytes_get_size (block));
  if (rewrite (&self, block))
    {
      tell (&self, notes);
      result = g_string_free_to_bytes (self.text);
    }
  else
    {
      g_string_free (self.text, TRUE);
      g_ptr_array_add (notes, g_strdup ("XMP left out: it is damaged"));
      result = filter->copyright != NULL ? new_packet (filter) : NULL;
    }
  g_free (self.about);
  return result;
}
