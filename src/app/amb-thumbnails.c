/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Thumbnails of the rows in sight. */
#include "amb-thumbnails.h"

#include "amb-checked.h"
#include "amb-error.h"
#include "amb-message.h"

typedef struct
{
  GFile *file;
  GdkTexture *texture; /* nullable: the file has none */
  guint photo_edge;    /* longest side of the photo; 0: not known */
  char *trouble;       /* why; nullable */
  GList link;          /* in AmbThumbnails.recent */
} Entry;

struct _AmbThumbnails
{
  GObject parent_instance;

  AmbPool *pool;
  guint capacity;
  GHashTable *entries; /* GFile, owned by the entry, to Entry */
  GQueue recent;       /* of Entry, the latest first */
};

G_DEFINE_FINAL_TYPE (AmbThumbnails, amb_thumbnails, G_TYPE_OBJECT)

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  g_object_unref (entry->file);
  g_clear_object (&entry->texture);
  g_free (entry->trouble);
  g_free (entry);
}

static void
drop_oldest (AmbThumbnails *self)
{
  Entry *oldest = g_queue_peek_tail (&self->recent);
  g_queue_unlink (&self->recent, &oldest->link);
  g_hash_table_remove (self->entries, oldest->file);
}

static guint
photo_edge (GVariant *info)
{
  guint32 width = 0, height = 0;
  g_variant_lookup (info, AMB_INFO_WIDTH, "u", &width);
  g_variant_lookup (info, AMB_INFO_HEIGHT, "u", &height);
  return MAX (width, height);
}

/* info: NULL with an error. */
static void
remember (
    AmbThumbnails *self, GFile *file, GVariant *info, GdkTexture *texture, const GError *error)
{
  if (g_hash_table_contains (self->entries, file))
    return;
  Entry *entry = g_new0 (Entry, 1);
  entry->file = g_object_ref (file);
  g_set_object (&entry->texture, texture);
  entry->photo_edge = info != NULL ? photo_edge (info) : 0;
  entry->trouble = error != NULL ? g_strdup (error->message) : NULL;
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->file, entry);
  g_queue_push_head_link (&self->recent, &entry->link);
  if (self->recent.length > self->capacity)
    drop_oldest (self);
}

gboolean
amb_thumbnails_lookup (AmbThumbnails *self, GFile *file, GdkTexture **texture)
{
  Entry *entry = g_hash_table_lookup (self->entries, file);
  if (entry == NULL)
    return FALSE;
  g_queue_unlink (&self->recent, &entry->link);
  g_queue_push_head_link (&self->recent, &entry->link);
  *texture = entry->texture;
  return TRUE;
}

guint
amb_thumbnails_get_photo_edge (AmbThumbnails *self, GFile *file)
{
  Entry *entry = g_hash_table_lookup (self->entries, file);
  return entry != NULL ? entry->photo_edge : 0;
}

const char *
amb_thumbnails_get_trouble (AmbThumbnails *self, GFile *file)
{
  Entry *entry = g_hash_table_lookup (self->entries, file);
  return entry != NULL ? entry->trouble : NULL;
}

/* NULL when the worker sent no pixels, or not as many as it says. */
static GdkTexture *
texture_from (GVariant *info, GBytes *pixels)
{
  guint32 width = 0, height = 0;
  gsize bytes;
  g_variant_lookup (info, "thumb-width", "u", &width);
  g_variant_lookup (info, "thumb-height", "u", &height);
  if (pixels == NULL || width > G_MAXINT || height > G_MAXINT
      || !amb_checked_image_bytes (width, height, 4, &bytes) || g_bytes_get_size (pixels) < bytes)
    return NULL;
  return gdk_memory_texture_new ((int) width, (int) height, GDK_MEMORY_R8G8B8A8, pixels,
                                 (gsize) width * 4);
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, AMB_ERROR, AMB_ERROR_CANCELLED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GBytes) pixels = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) info = amb_pool_probe_finish (AMB_POOL (source), result, &pixels, &error);
  if (info == NULL && is_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_autoptr (GdkTexture) texture = info != NULL ? texture_from (info, pixels) : NULL;
  remember (g_task_get_source_object (task), g_task_get_task_data (task), info, texture, error);
  g_task_return_pointer (task, g_steal_pointer (&texture), g_object_unref);
}

void
amb_thumbnails_load_async (AmbThumbnails *self,
                           GFile *file,
                           guint edge,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, amb_thumbnails_load_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  amb_pool_probe_async (self->pool, file, edge, cancellable, on_probed, task);
}

GdkTexture *
amb_thumbnails_load_finish (AmbThumbnails *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
amb_thumbnails_finalize (GObject *object)
{
  AmbThumbnails *self = AMB_THUMBNAILS (object);
  g_hash_table_unref (self->entries); /* the links of the queue are inside the entries */
  g_clear_object (&self->pool);
  G_OBJECT_CLASS (amb_thumbnails_parent_class)->finalize (object);
}

static void
amb_thumbnails_class_init (AmbThumbnailsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = amb_thumbnails_finalize;
}

static void
amb_thumbnails_init (AmbThumbnails *self)
{
  self->entries = g_hash_table_new_full ((GHashFunc) g_file_hash, (GEqualFunc) g_file_equal, NULL,
                                         entry_free);
  g_queue_init (&self->recent);
}

AmbThumbnails *
amb_thumbnails_new (AmbPool *pool, guint capacity)
{
  g_return_val_if_fail (capacity > 0, NULL);
  AmbThumbnails *self = g_object_new (AMB_TYPE_THUMBNAILS, NULL);
  self->pool = g_object_ref (pool);
  self->capacity = capacity;
  return self;
}
