/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks once for what is typed in quick succession; an answer to an older question is dropped. */
#include "amb-name-example.h"

#include <glib/gi18n-lib.h>
#include "amb-name-preview.h"
#include "amb-name-template.h"

enum
{
  PHOTOS = 3,
  DELAY_MS = 150, /* after the last key */
};

struct _AmbNameExample
{
  GObject parent_instance;

  AmbPool *pool;
  AmbBatch *batch;             /* nullable */
  AmbExportSettings *settings; /* of the question that waits; nullable */
  guint timeout;
  GCancellable *asking; /* nullable */
  char *text;
};

G_DEFINE_FINAL_TYPE (AmbNameExample, amb_name_example, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
take_text (AmbNameExample *self, char *text)
{
  g_free (self->text);
  self->text = text;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
has_more (gpointer batch, guint n_photos)
{
  guint n_items = g_list_model_get_n_items (batch);
  return n_items > n_photos * amb_batch_get_outputs (batch)->len;
}

static void
on_names (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbNameExample) self = data;
  g_auto (GStrv) names = amb_name_preview_finish (result, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  if (names == NULL)
    return;
  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", names[i]);
  if (text->len > 0 && has_more (source, g_strv_length (names)))
    g_string_append (text, ", …");
  take_text (self, g_strdup (text->str));
}

static void
ask (AmbNameExample *self, AmbExportSettings *settings)
{
  g_autoptr (GPtrArray) outputs = g_ptr_array_new ();
  g_ptr_array_add (outputs, settings);
  self->asking = g_cancellable_new ();
  amb_name_preview_async (self->pool, self->batch, PHOTOS, outputs, self->asking, on_names,
                          g_object_ref (self));
}

static void
forget_question (AmbNameExample *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

/* Without a photo: one as cameras name them. */
static char *
make_example (const AmbExportSettings *settings)
{
  const AmbCodec *codec = amb_codecs_find (settings->format);
  const AmbNameFields fields = {
    .name = "IMG_0001",
    .ext = codec != NULL ? codec->extensions[0] : "jpg",
    .taken = "2024-12-31 23:59:59",
    .camera = "Camera",
    .lens = "Lens",
    .folder = "Photos",
    .preset = settings->preset,
    .iso = 100,
    .width = 6000,
    .height = 4000,
    .counter = 1,
  };
  g_autofree char *name = amb_name_template_expand (settings->name, &fields);
  g_autofree char *shown = g_filename_display_name (name);
  return g_strdup_printf (_("For example %s"), shown);
}

static gboolean
on_due (gpointer data)
{
  AmbNameExample *self = data;
  g_autoptr (AmbExportSettings) settings = g_steal_pointer (&self->settings);
  self->timeout = 0;
  forget_question (self);
  if (self->batch != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->batch)) > 0)
    ask (self, settings);
  else
    take_text (self, make_example (settings));
  return G_SOURCE_REMOVE;
}

void
amb_name_example_ask (AmbNameExample *self, AmbBatch *batch, const AmbExportSettings *settings)
{
  g_set_object (&self->batch, batch);
  amb_export_settings_free (self->settings);
  self->settings = amb_export_settings_copy (settings);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (DELAY_MS, on_due, self);
}

const char *
amb_name_example_get_text (AmbNameExample *self)
{
  return self->text;
}

static void
amb_name_example_finalize (GObject *object)
{
  AmbNameExample *self = AMB_NAME_EXAMPLE (object);
  g_clear_handle_id (&self->timeout, g_source_remove);
  forget_question (self);
  g_clear_object (&self->batch);
  amb_export_settings_free (self->settings);
  g_object_unref (self->pool);
  g_free (self->text);
  G_OBJECT_CLASS (amb_name_example_parent_class)->finalize (object);
}

static void
amb_name_example_class_init (AmbNameExampleClass *class)
{
  G_OBJECT_CLASS (class)->finalize = amb_name_example_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AMB_TYPE_NAME_EXAMPLE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
amb_name_example_init (AmbNameExample *self)
{
  self->text = g_strdup ("");
}

AmbNameExample *
amb_name_example_new (AmbPool *pool)
{
  AmbNameExample *self = g_object_new (AMB_TYPE_NAME_EXAMPLE, NULL);
  self->pool = g_object_ref (pool);
  return self;
}
