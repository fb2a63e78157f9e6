/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The photos that were opened together, in order, and which of them is shown.
 *
 * DESIGN. The list knows files and marks, no windows and no pictures: what shows it (the filmstrip)
 * and what opens its photos (the window) both follow its position. */
#include "amb-photo-list.h"

#include "amb-batch-collector.h"

struct _AmbPhotoList
{
  GObject parent_instance;

  GPtrArray *photos; /* AmbListedPhoto */
  guint position;
  GCancellable *collecting; /* NULL once all are listed */
};

static void amb_photo_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AmbPhotoList,
                               amb_photo_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, amb_photo_list_model_init))

enum
{
  PROP_POSITION = 1,
  PROP_COLLECTING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
amb_photo_list_get_item_type (GListModel *model)
{
  return AMB_TYPE_LISTED_PHOTO;
}

static guint
amb_photo_list_get_n_items (GListModel *model)
{
  return AMB_PHOTO_LIST (model)->photos->len;
}

static gpointer
amb_photo_list_get_item (GListModel *model, guint position)
{
  AmbPhotoList *self = AMB_PHOTO_LIST (model);

  return position < self->photos->len ? g_object_ref (self->photos->pdata[position]) : NULL;
}

static void
amb_photo_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = amb_photo_list_get_item_type;
  iface->get_n_items = amb_photo_list_get_n_items;
  iface->get_item = amb_photo_list_get_item;
}

static void
amb_photo_list_found (GPtrArray *found, gpointer data)
{
  AmbPhotoList *self = data;
  guint before = self->photos->len;

  for (guint i = 0; i < found->len; i++)
    {
      const AmbFound *each = found->pdata[i];
      AmbListedPhoto *photo = amb_listed_photo_new (each->file);

      amb_listed_photo_set_trouble (photo, each->error != NULL ? each->error->message : NULL);
      g_ptr_array_add (self->photos, photo);
    }
  if (found->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, found->len);
  if (self->position == AMB_PHOTO_LIST_NOWHERE)
    amb_photo_list_set_position (self, 0);
}

static void
amb_photo_list_collected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AmbPhotoList) self = data;

  if (!amb_batch_collector_run_finish (result, NULL))
    return;
  g_clear_object (&self->collecting);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLECTING]);
}

static void
amb_photo_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AmbPhotoList *self = AMB_PHOTO_LIST (object);

  switch (id)
    {
    case PROP_POSITION:
      g_value_set_uint (value, self->position);
      break;
    case PROP_COLLECTING:
      g_value_set_boolean (value, amb_photo_list_is_collecting (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
amb_photo_list_finalize (GObject *object)
{
  AmbPhotoList *self = AMB_PHOTO_LIST (object);

  g_clear_object (&self->collecting);
  g_ptr_array_unref (self->photos);
  G_OBJECT_CLASS (amb_photo_list_parent_class)->finalize (object);
}

static void
amb_photo_list_class_init (AmbPhotoListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = amb_photo_list_get_property;
  object_class->finalize = amb_photo_list_finalize;
  properties[PROP_POSITION]
      = g_param_spec_uint ("position", NULL, NULL, 0, G_MAXUINT, AMB_PHOTO_LIST_NOWHERE,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COLLECTING] = g_param_spec_boolean ("collecting", NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
amb_photo_list_init (AmbPhotoList *self)
{
  self->photos = g_ptr_array_new_with_free_func (g_object_unref);
  self->position = AMB_PHOTO_LIST_NOWHERE;
}

AmbPhotoList *
amb_photo_list_new (GFile *const *files, gsize n_files)
{
  AmbPhotoList *self = g_object_new (AMB_TYPE_PHOTO_LIST, NULL);
  GPtrArray *roots = g_ptr_array_new_with_free_func ((GDestroyNotify) amb_root_free);

  for (gsize i = 0; i < n_files; i++)
    g_ptr_array_add (roots, amb_root_new (files[i], NULL));
  self->collecting = g_cancellable_new ();
  amb_batch_collector_run_async (roots, amb_photo_list_found, self->collecting,
                                 amb_photo_list_collected, g_object_ref (self));
  return self;
}

void
amb_photo_list_stop (AmbPhotoList *self)
{
  if (self->collecting != NULL)
    g_cancellable_cancel (self->collecting);
}

gboolean
amb_photo_list_is_collecting (AmbPhotoList *self)
{
  return self->collecting != NULL;
}

guint
amb_photo_list_get_position (AmbPhotoList *self)
{
  return self->position;
}

void
amb_photo_list_set_position (AmbPhotoList *self, guint position)
{
  AmbListedPhoto *before = amb_photo_list_get_shown (self);

  if (position == self->position || position >= self->photos->len)
    return;
  self->position = position;
  if (before != NULL)
    {
      amb_listed_photo_set_mark (before, AMB_LISTED_SHOWN, FALSE);
      amb_listed_photo_set_mark (before, AMB_LISTED_SEEN, TRUE);
    }
  amb_listed_photo_set_mark (self->photos->pdata[position], AMB_LISTED_SHOWN, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

gboolean
amb_photo_list_can_move (AmbPhotoList *self, int step)
{
  gint64 position = (gint64) self->position + step;

  return self->position != AMB_PHOTO_LIST_NOWHERE && position >= 0 && position < self->photos->len;
}

void
amb_photo_list_move (AmbPhotoList *self, int step)
{
  if (amb_photo_list_can_move (self, step))
    amb_photo_list_set_position (self, (guint) ((gint64) self->position + step));
}

AmbListedPhoto *
amb_photo_list_get_shown (AmbPhotoList *self)
{
  return self->position < self->photos->len ? self->photos->pdata[self->position] : NULL;
}
